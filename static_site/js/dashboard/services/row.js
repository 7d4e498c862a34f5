// One service of the list: what state it is in and why, its status to pick, and what can be done to it.
import { html } from "../../../vendor/preact.js";
import { may } from "../shared/permission.js";
import { StateLine } from "../shared/service-state.js";
import { setStatus } from "../shared/set-status.js";
import { StatusPicker } from "../shared/states.js";
import { inOneLine } from "../shared/words.js";
import { Moving } from "./moving.js";
import { correctHistory, deleteService, move } from "./writes.js";

const Actions = ({ service, page, place, of, onEdit, isSorting }) => html`
  <div class="row-actions">
    <a class="button quiet small report" href="/dashboard/incidents/new?service=${service.id}" aria-label="Report incident: ${service.name}">Report<span class="wide"> incident</span></a>
    ${may("change_settings") && html`<button class="button quiet small wide" aria-label="Correct the history of ${service.name}" onClick=${() => correctHistory(service)}>History</button>`}
    <button class="button quiet small" aria-label="Edit ${service.name}" onClick=${() => onEdit(service)}>Edit</button>
    <button class="button quiet small danger" aria-label="Delete ${service.name}" onClick=${() => deleteService(service, page)}>Delete</button>
    ${isSorting && html`<${Moving} id=${service.id} name=${service.name} place=${place} of=${of} onMove=${(by) => move(page.services, service, by)} />`}
  </div>`;

/** `lead` is a template before the name; without `dragging` nothing can be moved. */
export function Row({ service, page, place, of, onEdit, dragging, lead }) {
  const edits = may("run");
  const isSorting = edits && Boolean(dragging);
  return html`
    <li class="service-row ${dragging?.over === service.id ? `drop-${dragging.side}` : ""}" draggable=${isSorting} ...${isSorting && dragging.of(service)}>
      <div class="service-what">
        ${lead}<span class="service-name" dir="auto">${service.name}</span>
        <${StateLine} service=${service} page=${page} />
        ${service.description && html`<p class="service-about" dir="auto">${inOneLine(service.description, service.description_tree)}</p>`}
      </div>
      ${edits && html`<${StatusPicker} service=${service} onPick=${(status) => setStatus(service, status)} />`}
      ${edits && html`<${Actions} service=${service} page=${page} place=${place} of=${of} onEdit=${onEdit} isSorting=${isSorting} />`}
    </li>`;
}
