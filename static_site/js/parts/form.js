// A form: its values, what is wrong with them, above it and at each field, and sending it.
import { html } from "../../vendor/preact.js";
import { useEffect, useRef, useState } from "../../vendor/hooks.js";
import { idOf, sentence } from "./fields.js";

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

/**
 * `cancel` is where to go instead, or what to do. With a `refusal`, such as a role that no longer allows it, that
 * stands in place of the buttons; what was typed stays.
 */
export const Form = ({ form, action, saving = "Saving…", tone = "primary", cancel, refusal, children }) => html`
  <form class="form" id=${form.id} onSubmit=${form.onSubmit} novalidate>
    <${ErrorSummary} form=${form} />
    ${children}
    ${refusal && html`<div class="notice" role="status">${refusal}</div>`}
    ${action && html`<div class="actions">
      ${!refusal && html`<button class="button ${tone}" aria-disabled=${form.saving}>${form.saving ? saving : action}</button>`}
      ${cancel && (cancel.call ? html`<button type="button" class="button" onClick=${cancel}>Cancel</button>` : html`<a class="button" href=${cancel}>Cancel</a>`)}
    </div>`}
  </form>`;
