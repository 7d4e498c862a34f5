// The links of the page, and the organization's own words for states.
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
