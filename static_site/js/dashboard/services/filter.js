// Finding services in a long list: by words, by state, by category.
import { html } from "../../../vendor/preact.js";
import { SERVICE_STATUS } from "../../facts/page.js";
import { optionsOf } from "../../parts/fields.js";
import { hasWords } from "../shared/limited.js";

export const EVERYTHING = { text: "", status: "", category: "*" };
const AMISS = "amiss";
const STATES = [["", "In any state"], [AMISS, "Not operational"], ...Object.entries(SERVICE_STATUS).map(([status, [word]]) => [status, word])];

export const isFiltered = ({ text, status, category }) => Boolean(text.trim() || status || category !== "*");

/** Those of the services that are asked for. */
export const found = (services, { text, status, category }) => services.filter((each) =>
  hasWords(each, text)
  && (!status || (status === AMISS ? each.status !== "operational" : each.status === status))
  && (category === "*" || each.category === category));

export const Filter = ({ filter, onFilter, categories, count, of }) => {
  const set = (changes) => onFilter({ ...filter, ...changes });
  return html`
    <div class="tools" role="search">
      <input type="search" dir="auto" aria-label="Find services" placeholder="Find services" value=${filter.text} onInput=${({ target }) => set({ text: target.value })} />
      <select class="narrow" aria-label="In which state" value=${filter.status} onInput=${({ target }) => set({ status: target.value })}>${optionsOf(STATES)}</select>
      ${categories.length > 1 && html`<select class="narrow" aria-label="In which category" value=${filter.category} onInput=${({ target }) => set({ category: target.value })}>
        ${optionsOf([["*", "In any category"], ...categories.map((name) => [name, name || "Without a category"])])}</select>`}
      <span class="hint" role="status">${isFiltered(filter) && `${count} of ${of}`}</span>
      ${isFiltered(filter) && html`<button type="button" class="button quiet small" onClick=${() => onFilter(EVERYTHING)}>Show all</button>`}
    </div>`;
};
