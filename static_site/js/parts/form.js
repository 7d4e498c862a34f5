// A form: its values, what is wrong with them, above it and at each field, and sending it.
import { html } from "../../vendor/preact.js";
import { useEffect, useRef, useState } from "../../vendor/hooks.js";
import { idOf, sentence } from "./fields.js";
import { useKeeping } from "./keeping.js";

let forms = 0;

/**
 * The state of a form. `submit(values)` may throw a Problem; `check(values)` answers what is wrong by field.
 * With a `draft` (drafts.js) what is typed outlives the page, without one leaving asks, with null nothing is lost by it.
 */
export function useForm({ initial, submit, check = () => ({}), draft, base }) {
  const [id] = useState(() => `form${++forms}`);
  const keeping = useKeeping({ initial, draft, base });
  const [errors, setErrors] = useState({});
  const [saving, setSaving] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const { values } = keeping;

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
      await keeping.sending(submit);
    } catch (problem) {
      if (!("status" in problem)) throw problem;
      refuse(Object.keys(problem.fields).length ? problem.fields : { "": problem.message });
    } finally {
      setSaving(false);
    }
  };
  return { id, ...keeping, errors, saving, attempt, onSubmit };
}

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
    field?.closest("details")?.setAttribute("open", "");
    (field?.matches("fieldset") ? field.querySelector("input, select") : field)?.focus();
  };
  return html`
    <div class="problem" role="alert" tabindex="-1" ref=${box}>
      <h2>There is a problem</h2>
      <ul>${found.map(([name, message]) => html`<li key=${name}>${name && document.getElementById(idOf(form, name))
        ? html`<a href="#${idOf(form, name)}" onClick=${(event) => goTo(event, name)}>${sentence(name, message)}</a>` : sentence(name, message)}</li>`)}</ul>
    </div>`;
}

const Restored = ({ form }) => form.isRestored && html`
  <div class="notice restored" role="status"><p>This is your draft: you had not sent it.</p>
    <button type="button" class="button small" onClick=${form.discard}>Discard draft</button></div>`;

const IS_APPLE = /Mac|iPhone|iPad/.test(navigator.platform);

/** Ctrl or Cmd with Enter sends from any field. Where a slip would be published, Enter alone does not. */
const keyed = (publishes) => (event) => {
  if (event.key !== "Enter" || event.isComposing || event.repeat) return;
  const isMeant = event.ctrlKey || event.metaKey;
  if (!isMeant && !(publishes && event.target.matches("input"))) return;
  event.preventDefault();
  if (isMeant) event.currentTarget.requestSubmit();
};

const Cancel = ({ form, cancel }) => (cancel.call
  ? html`<button type="button" class="button" onClick=${() => { form.cancel?.(); cancel(); }}>Cancel</button>`
  : html`<a class="button" href=${cancel} onClick=${form.cancel}>Cancel</a>`);

/**
 * `cancel` is where to go instead, or what to do. With a `refusal`, such as a role that no longer allows it, that
 * stands in place of the buttons; what was typed stays. `publishes` says that visitors see what is sent; `side` is a
 * template of fields that stand beside the others where there is room.
 */
export const Form = ({ form, action, saving = "Saving…", tone = "primary", cancel, refusal, publishes, side, also, children }) => html`
  <form class="form ${side ? "has-side" : ""}" id=${form.id} onSubmit=${form.onSubmit} onKeyDown=${keyed(publishes)} novalidate>
    <${ErrorSummary} form=${form} />
    <${Restored} form=${form} />
    ${side ? html`<div class="form-main">${children}</div><div class="form-side">${side}</div>` : children}
    ${refusal && html`<div class="notice" role="status">${refusal}</div>`}
    ${action && html`<div class="actions">
      ${!refusal && html`<button class="button ${tone}" aria-disabled=${form.saving}>${form.saving ? saving : action}</button>${also}`}
      ${cancel && html`<${Cancel} form=${form} cancel=${cancel} />`}
      ${publishes && !refusal && html`<span class="hint by-key">${IS_APPLE ? "⌘" : "Ctrl"} + Enter sends it</span>`}
    </div>`}
  </form>`;
