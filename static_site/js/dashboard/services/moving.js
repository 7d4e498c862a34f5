// Moving a service or a category by one place.
import { html } from "../../../vendor/preact.js";

/** Two buttons; `id` is what it is found by again, once it has moved. */
export const Moving = ({ id, name, place, of, onMove }) => [[-1, "up", "↑"], [1, "down", "↓"]].map(([by, label, sign]) => {
  const isAtEnd = by < 0 ? place === 0 : place === of - 1;
  return html`<button key=${by} class="icon-button" data-move="${id}${by}" aria-disabled=${isAtEnd} aria-label="Move ${name} ${label}" title="Move ${label}" onClick=${() => isAtEnd || onMove(by)}>${sign}</button>`;
});
