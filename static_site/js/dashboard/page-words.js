// Links on the page, and an organization's own words for the states of a service.
import { html } from "../../vendor/preact.js";

const MAX_LINKS = 10;

export function Links({ form }) {
  const links = form.values.links ?? [];
  const put = (index, changes) => form.set({ links: links.map((each, place) => (place === index ? { ...each, ...changes } : each)) });
  const input = (index, name, label, type) => html`<input type=${type} aria-label="${label} of link ${index + 1}" placeholder=${label} value=${links[index][name]} onInput=${({ target }) => put(index, { [name]: target.value })} />`;
  return html`
    <fieldset class="field" id="${form.id}-links">
      <legend>Links</legend>
      ${form.errors.links && html`<p class="error">${form.errors.links}</p>`}
      <ul class="link-list">${links.map((_, index) => html`
        <li key=${index}>${input(index, "label", "Text", "text")}${input(index, "url", "Address", "url")}
          <button type="button" class="icon-button" aria-label="Remove link ${index + 1}" onClick=${() => form.set({ links: links.toSpliced(index, 1) })}>✕</button></li>`)}</ul>
      ${links.length < MAX_LINKS && html`<p><button type="button" class="button small" onClick=${() => form.set({ links: [...links, { label: "", url: "" }] })}>Add a link</button></p>`}
    </fieldset>`;
}

export const StatusWords = ({ form, states }) => html`
  <fieldset class="field" id="${form.id}-status_words">
    <legend>Your words for states</legend>
    <p class="hint">Left empty, a state keeps the word shown.</p>
    <ul class="link-list">${Object.entries(states).map(([status, [word]]) => html`
      <li key=${status}><input type="text" aria-label="Your word for ${word}" placeholder=${word} maxlength="40" value=${form.values.status_words?.[status] ?? ""}
        onInput=${({ target }) => form.set({ status_words: withWord(form.values.status_words, status, target.value) })} /></li>`)}</ul>
  </fieldset>`;

const withWord = (given, status, word) => {
  const { [status]: _, ...others } = given ?? {};
  return word ? { ...others, [status]: word } : others;
};
