// Forms, which say what is wrong above and at each field; dialogs; and toasts.
import { html, render } from "../../vendor/preact.js";
import { useEffect, useRef, useState } from "../../vendor/hooks.js";

let forms = 0;

/**
 * The state of a form. `submit(values)` may throw a Problem; `check(values)` answers what is wrong by field;
 * `draft` {read, keep} lets what is typed outlive the page.
 */
export function useForm({ initial, submit, check = () => ({}), draft }) {
  const [id] = useState(() => `form${++forms}`);
  const [values, setValues] = useState(() => ({ ...initial, ...draft?.read() }));
  const [errors, setErrors] = useState({});
  const [saving, setSaving] = useState(false);
  const [attempt, setAttempt] = useState(0);

  const set = (changes) => setValues((before) => {
    const after = { ...before, ...changes };
    draft?.keep(after);
    return after;
  });

  const refuse = (found) => {
    setErrors(found);
    setAttempt((before) => before + 1);
  };

  const onSubmit = async (event) => {
    event?.preventDefault();
    if (saving) return;
    const wrong = Object.fromEntries(Object.entries(check(values)).filter(([, message]) => message));
    if (Object.keys(wrong).length) return refuse(wrong);
    setSaving(true);
    setErrors({});
    try {
      await submit(values);
    } catch (problem) {
      if (!("status" in problem)) throw problem;
      refuse(Object.keys(problem.fields).length ? problem.fields : { "": problem.message });
    } finally {
      setSaving(false);
    }
  };
  return { id, values, set, setValues, errors, saving, attempt, onSubmit };
}

export const required = (label) => (value) => (String(value ?? "").trim() ? "" : `Enter ${label}`);

export const wrongAddress = (url) => (!url || /^https?:\/\/[^\s/]+/.test(url) ? "" : "Enter a web address that starts with https://");

const idOf = (form, name) => `${form.id}-${name}`;

/** Every message of the form, each a link to its field. */
export function ErrorSummary({ form }) {
  const box = useRef();
  useEffect(() => {
    if (form.attempt) box.current?.focus();
  }, [form.attempt]);
  const found = Object.entries(form.errors);
  if (!found.length) return null;
  const goTo = (event, name) => {
    event.preventDefault();
    const field = document.getElementById(idOf(form, name));
    (field?.matches("fieldset") ? field.querySelector("input, select") : field)?.focus();
  };
  return html`
    <div class="problem" role="alert" tabindex="-1" ref=${box}>
      <h2>There is a problem</h2>
      <ul>${found.map(([name, message]) => html`<li key=${name}>${name && document.getElementById(idOf(form, name))
        ? html`<a href="#${idOf(form, name)}" onClick=${(event) => goTo(event, name)}>${sentence(name, message)}</a>` : sentence(name, message)}</li>`)}</ul>
    </div>`;
}

const sentence = (name, message) => {
  if (!name || /^[A-Z]/.test(message)) return message;
  const label = name.replaceAll("_", " ");
  return `${label[0].toUpperCase()}${label.slice(1)} ${message}`;
};

/** `cancel` is where to go instead, or what to do. */
export const Form = ({ form, action, saving = "Saving…", tone = "primary", cancel, children }) => html`
  <form class="form" id=${form.id} onSubmit=${form.onSubmit} novalidate>
    <${ErrorSummary} form=${form} />
    ${children}
    ${action && html`<div class="actions">
      <button class="button ${tone}" aria-disabled=${form.saving}>${form.saving ? saving : action}</button>
      ${cancel && (cancel.call ? html`<button type="button" class="button" onClick=${cancel}>Cancel</button>` : html`<a class="button" href=${cancel}>Cancel</a>`)}
    </div>`}
  </form>`;

function described(form, name, hint) {
  const id = idOf(form, name);
  const error = form.errors[name];
  return {
    id,
    error,
    "aria-describedby": [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || undefined,
    "aria-invalid": error ? "true" : undefined,
  };
}

const Explained = ({ form, name, hint, children }) => {
  const { id, error } = described(form, name, hint);
  return html`
    ${hint && html`<p class="hint" id="${id}-hint">${hint}</p>`}
    ${error && html`<p class="error" id="${id}-error">${sentence(name, error)}</p>`}
    ${children}`;
};

/** One labelled field; `as` is input or textarea; with `options` [value, label] it is a select. */
export const Field = ({ form, name, label, hint, options, as = options ? "select" : "input", after, ...rest }) => {
  const { error, ...attributes } = described(form, name, hint);
  return html`
    <div class="field">
      <label for=${attributes.id}>${label}</label>
      <${Explained} form=${form} name=${name} hint=${hint}>
        <${as} name=${name} value=${form.values[name]} onInput=${(event) => form.set({ [name]: event.target.value })} ...${attributes} ...${rest}>${options && optionsOf(options)}<//>
        ${after}
      <//>
    </div>`;
};

export const optionsOf = (options) => options.map(([value, label]) => html`<option key=${value} value=${value}>${label}</option>`);

/** Radio buttons; `options` are [value, label]. */
export const Choices = ({ form, name, label, hint, options, compact }) => {
  const { error, ...attributes } = described(form, name, hint);
  return html`
    <fieldset class="field" ...${attributes}>
      <legend>${label}</legend>
      <${Explained} form=${form} name=${name} hint=${hint}>
        <div class=${compact ? "segments" : ""}>
          ${options.map(([value, text]) => html`
            <label class=${compact ? "segment" : "choice"} key=${value}>
              <input type="radio" name="${form.id}-${name}" value=${value} checked=${form.values[name] === value} onChange=${() => form.set({ [name]: value })} />
              <span>${text}</span>
            </label>`)}
        </div>
      <//>
    </fieldset>`;
};

const PREFIX = "allclear.draft.";

/** A draft by its name; `isEmpty(values)` says when there is nothing worth keeping. */
export function draftOf(name, isEmpty) {
  const key = PREFIX + name;
  return {
    read() {
      try {
        return JSON.parse(localStorage.getItem(key)) ?? {};
      } catch {
        return {};
      }
    },
    keep: (values) => (isEmpty(values) ? localStorage.removeItem(key) : localStorage.setItem(key, JSON.stringify(values))),
    forget: () => localStorage.removeItem(key),
  };
}

/** Signing out leaves nobody's words behind. */
export function forgetDrafts() {
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
}

let dialogs = 0;

/** Focus goes where it was; to the content when that is no more, unless something else took it. */
function givenBack(opener) {
  if (document.activeElement !== document.body) return;
  (opener.isConnected ? opener : document.querySelector("main"))?.focus();
}

export function Dialog({ title, onClose, children }) {
  const element = useRef();
  const id = useRef(`dialog${++dialogs}`).current;
  useEffect(() => {
    const opener = document.activeElement;
    element.current.showModal();
    return () => setTimeout(() => givenBack(opener));
  }, []);
  const cancelled = (event) => {
    event.preventDefault();
    onClose();
  };
  return html`
    <dialog ref=${element} aria-labelledby=${id} onCancel=${cancelled}>
      <h2 id=${id}>${title}</h2>
      ${children}
    </dialog>`;
}

/** A form in a dialog, with what stands `above` it. */
export const FormDialog = ({ title, onClose, above, ...rest }) => html`
  <${Dialog} title=${title} onClose=${onClose}>${above}<${Form} cancel=${onClose} ...${rest} /><//>`;

/** A secret that is shown once, in a dialog until `close()`. */
export const Once = ({ title, text, secret, hint, action, close }) => html`
  <${Dialog} title=${title} onClose=${close}>
    <p>${text}</p>
    <code class="secret">${secret}</code>
    <p class="hint">${hint}</p>
    <div class="actions">
      <button type="button" class="button primary" onClick=${() => copy(secret)}>Copy</button>
      <button class="button" onClick=${close}>${action}</button>
    </div>
  <//>`;

const copy = (text) => navigator.clipboard.writeText(text).then(() => toast("Copied"), () => toast("Select the text and copy it"));

/** Shows a dialog of its own until `close(answer)`; resolves with the answer. */
export function shown(view) {
  const host = document.body.appendChild(document.createElement("div"));
  return new Promise((resolve) => {
    const close = (answer) => {
      render(null, host);
      host.remove();
      resolve(answer);
    };
    render(html`<${view} close=${close} />`, host);
  });
}

/** Asks before something that cannot be undone; resolves to true or false. */
export const confirmed = ({ title, text, action, tone = "danger" }) => shown(({ close }) => html`
  <${Dialog} title=${title} onClose=${() => close(false)}>
    <div class="prose-list">${text}</div>
    <div class="actions">
      <button class="button ${tone}" onClick=${() => close(true)}>${action}</button>
      <button class="button" onClick=${() => close(false)}>Keep it</button>
    </div>
  <//>`);

const STAY = 8000;
let toasts = [];
let last = 0;

const host = () => document.getElementById("toasts");

const Toast = ({ id, text, undo }) => html`
  <p class="toast" onMouseEnter=${() => hold(id)} onFocusIn=${() => hold(id)} onMouseLeave=${() => release(id)} onFocusOut=${() => release(id)}>
    <span>${text}</span>
    ${undo && html`<button class="button small" onClick=${() => { drop(id); undo(); }}>Undo</button>`}
    <button class="button small" aria-label="Dismiss: ${text}" onClick=${() => drop(id)}>✕</button>
  </p>`;

const draw = () => render(html`${toasts.map((each) => html`<${Toast} key=${each.id} ...${each} />`)}`, host());

function drop(id) {
  hold(id);
  toasts = toasts.filter((each) => each.id !== id);
  draw();
}

const hold = (id) => clearTimeout(toasts.find((each) => each.id === id)?.timer);

function release(id) {
  const toast = toasts.find((each) => each.id === id);
  hold(id);
  if (toast) toast.timer = setTimeout(() => drop(id), STAY);
}

export function toast(text, { undo } = {}) {
  const id = ++last;
  toasts = [...toasts.slice(-2), { id, text, undo }];
  release(id);
  draw();
}

/** Runs what a button asks for; a refusal becomes a toast. Resolves to whether it worked. */
export async function attempted(work) {
  try {
    await work();
    return true;
  } catch (problem) {
    if (!("status" in problem)) throw problem;
    toast(problem.isConflict ? "Somebody changed this at the same moment. Look at it again, then retry." : problem.message);
    return false;
  }
}
