// What was said about an incident or maintenance, each update with what corrects it.
import { html } from "../../../vendor/preact.js";
import { useState } from "../../../vendor/hooks.js";
import { Prose } from "../../page/entries.js";
import { words } from "../../page/states.js";
import { Time } from "../../page/times.js";
import { lazy } from "../shared/lazy.js";
import { may } from "../shared/permission.js";

const EditUpdate = lazy(async () => (await import("./edit-update.js")).EditUpdate, () => null);
const DeleteUpdate = lazy(async () => (await import("./delete-update.js")).DeleteUpdate, () => null);

const Said = ({ update, isOnly, act }) => html`
  <li>
    <p class="update-head"><strong>${words(update.status)}</strong> <${Time} at=${update.created_at} /> ${update.edited_at && html`<span>(edited <${Time} at=${update.edited_at} />)</span>`}
      ${act && html`<span class="update-actions">
        <button class="button quiet small" aria-label="Correct the update “${words(update.status)}”" onClick=${() => act("edit", update)}>Correct</button>
        ${!isOnly && html`<button class="button quiet danger small" aria-label="Remove the update “${words(update.status)}”" onClick=${() => act("delete", update)}>Remove</button>`}
      </span>`}</p>
    <${Prose} text=${update.text} tree=${update.text_tree} />
  </li>`;

/** `updates` are those that are shown, newest first; `states` [value, label] are what an update of this kind may say. */
export function UpdateList({ kind, entry, updates, states, services = [] }) {
  const [acting, act] = useState();
  const shared = acting && { kind, entry, update: acting.update, states, services, onClose: () => act() };
  return html`
    <ol class="timeline">
      ${updates.map((update) => html`<${Said} key=${update.id} update=${update} isOnly=${entry.updates.length === 1} act=${may("run") && ((what, update) => act({ what, update }))} />`)}
    </ol>
    ${acting?.what === "edit" && html`<${EditUpdate} ...${shared} />`}
    ${acting?.what === "delete" && html`<${DeleteUpdate} ...${shared} />`}`;
}
