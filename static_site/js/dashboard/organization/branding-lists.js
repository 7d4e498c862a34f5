// The links of the page, the organization's own words for states, and what it says of its categories.
import { html } from "../../../vendor/preact.js";
import { LONGEST, MOST } from "../../facts/forms.js";
import { SERVICE_STATUS } from "../../facts/page.js";

export function Links({ form }) {
  const links = form.values.links;
  const put = (index, changes) => form.set({ links: links.map((each, place) => (place === index ? { ...each, ...changes } : each)) });
  const input = (index, name, label, type) => html`<input type=${type} dir=${type === "text" ? "auto" : undefined} maxlength=${type === "text" ? LONGEST.name : LONGEST.web_address} aria-label="${label} of link ${index + 1}" placeholder=${label} value=${links[index][name]} onInput=${({ target }) => put(index, { [name]: target.value })} />`;
  return html`
    <fieldset class="field" id="${form.id}-links">
      <legend>Links</legend>
      ${form.errors.links && html`<p class="error">${form.errors.links}</p>`}
      <ul class="link-list">${links.map((_, index) => html`
        <li key=${index}>${input(index, "label", "Text", "text")}${input(index, "url", "Address", "url")}
          <button type="button" class="icon-button" aria-label="Remove link ${index + 1}" onClick=${() => form.set({ links: links.toSpliced(index, 1) })}>✕</button></li>`)}</ul>
      ${links.length < MOST.links && html`<p><button type="button" class="button small" onClick=${() => form.set({ links: [...links, { label: "", url: "" }] })}>Add a link</button></p>`}
    </fieldset>`;
}

export const StatusWords = ({ form }) => html`
  <fieldset class="field" id="${form.id}-status_words">
    <legend>Your words for states</legend>
    <p class="hint">Left empty, a state keeps the word shown.</p>
    <ul class="link-list">${Object.entries(SERVICE_STATUS).map(([status, [word]]) => html`
      <li key=${status}><input type="text" aria-label="Your word for ${word}" placeholder=${word} dir="auto" maxlength=${LONGEST.status_word} value=${form.values.status_words[status] ?? ""}
        onInput=${({ target }) => form.set({ status_words: withWord(form.values.status_words, status, target.value) })} /></li>`)}</ul>
  </fieldset>`;

const withWord = (given, status, word) => {
  const { [status]: _, ...others } = given;
  return word ? { ...others, [status]: word } : others;
};

/** Of each category that services are in: a line that describes it, and whether it starts folded. */
export function Categories({ form, services }) {
  const names = [...new Set(services.map(({ category }) => category).filter(Boolean))];
  const details = form.values.category_details ?? [];
  const of = (name) => details.find((each) => each.name === name) ?? { name, description: "", folded: false };
  const put = (name, changes) => form.set({ category_details: withDetail(details, { ...of(name), ...changes }) });
  return names.length > 0 && html`
    <fieldset class="field" id="${form.id}-category_details">
      <legend>Categories</legend>
      <p class="hint">A category with something affected always starts open.</p>
      ${form.errors.category_details && html`<p class="error">${form.errors.category_details}</p>`}
      <ul class="link-list categories">${names.map((name) => html`
        <li key=${name}>
          <strong dir="auto">${name}</strong>
          <input type="text" dir="auto" maxlength=${LONGEST.headline} aria-label="Description of ${name}" placeholder="Description (optional)" value=${of(name).description} onInput=${({ target }) => put(name, { description: target.value })} />
          <label class="choice"><input type="checkbox" aria-label="Starts folded: ${name}" checked=${of(name).folded} onChange=${({ target }) => put(name, { folded: target.checked })} /> <span>Starts folded</span></label>
        </li>`)}</ul>
    </fieldset>`;
}

const withDetail = (details, { name, description, folded }) => {
  const others = details.filter((each) => each.name !== name);
  return description || folded ? [...others, { name, description, folded }] : others;
};
