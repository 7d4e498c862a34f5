// The fields of a form, each with its label, its hint and what is wrong with it.
import { html } from "../../vendor/preact.js";

export const idOf = (form, name) => `${form.id}-${name}`;

export const sentence = (name, message) => {
  if (!name || /^[A-Z]/.test(message)) return message;
  const label = name.replaceAll("_", " ");
  return `${label[0].toUpperCase()}${label.slice(1)} ${message}`;
};

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

/** Words in any script stand in their own direction; an address or a number has none. */
const directionOf = (as, type = "text") => (as === "textarea" || (as === "input" && type === "text") ? "auto" : undefined);

/** One labelled field; `as` is input or textarea; with `options` [value, label] it is a select. */
export const Field = ({ form, name, label, hint, options, as = options ? "select" : "input", after, ...rest }) => {
  const { error, ...attributes } = described(form, name, hint);
  return html`
    <div class="field">
      <label for=${attributes.id}>${label}</label>
      <${Explained} form=${form} name=${name} hint=${hint}>
        <${as} name=${name} dir=${directionOf(as, rest.type)} value=${form.values[name]} onInput=${(event) => form.set({ [name]: event.target.value })} ...${attributes} ...${rest}>${options && optionsOf(options)}<//>
        ${after}
      <//>
    </div>`;
};

export const optionsOf = (options) => options.map(([value, label]) => html`<option key=${value} value=${value} dir="auto">${label}</option>`);

/** Radio buttons; `options` are [value, label]. */
export const Choices = ({ form, name, label, hint, options, compact }) => {
  const { error, ...attributes } = described(form, name, hint);
  return html`
    <fieldset class="field" ...${attributes}>
      <legend>${label}</legend>
      <${Explained} form=${form} name=${name} hint=${hint}>
        <div class=${compact ? "segments strip" : ""}>
          ${options.map(([value, text]) => html`
            <label class=${compact ? "segment" : "choice"} key=${value}>
              <input type="radio" name="${form.id}-${name}" value=${value} checked=${form.values[name] === value} onChange=${() => form.set({ [name]: value })} />
              <span>${text}</span>
            </label>`)}
        </div>
      <//>
    </fieldset>`;
};
