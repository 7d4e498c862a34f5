// Long lists, of which the first are drawn and the others when they are asked for.
import { html } from "../../../vendor/preact.js";
import { useState } from "../../../vendor/hooks.js";

const FIRST = 40;
const MORE = 200;

/** The first of `items`, each as `draw(item, place)` draws it; `what` they are, in the plural. */
export function Limited({ items, draw, what }) {
  const [most, show] = useState(FIRST);
  const left = items.length - most;
  return html`${items.slice(0, most).map(draw)}
    ${left > 0 && html`<li class="list-row" key="more"><button type="button" class="button small" onClick=${() => show(most + MORE)}>Show ${Math.min(left, MORE)} more ${what}</button></li>`}`;
}

/** Whether a service is found by these words: in its name, description or category. */
export const hasWords = ({ name, description = "", category = "" }, text) => {
  const words = `${name}\n${description}\n${category}`.toLowerCase();
  return text.trim().toLowerCase().split(/\s+/).every((each) => words.includes(each));
};

/** A box to tick for several things at once; `count` of `of` are ticked. */
export const TriState = ({ count, of, label, onChange }) => html`
  <input type="checkbox" aria-label=${label} checked=${count > 0 && count === of} ref=${(box) => box && (box.indeterminate = count > 0 && count < of)} onChange=${() => onChange(count < of)} />`;
