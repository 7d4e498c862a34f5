// /dashboard/services: what the page lists, its state, its order.
import { html } from "../../vendor/preact.js";
import { useState } from "../../vendor/hooks.js";
import { api } from "../api.js";
import { attempted, toast } from "../parts/toasts.js";
import { groups } from "./order.js";
import { Heading, ReadOnly, both, plural, statusWord } from "./parts.js";
import { ServiceDialog, deleteService } from "./service-dialog.js";
import { move } from "./service-order.js";
import { StatusPicker } from "./status-picker.js";
import { ahead, known, may } from "./store.js";

/** Shows the new status at once; takes it back when the server refuses. */
export async function setStatus(service, status, { undo = true } = {}) {
  const takeBack = ahead("services", { ...service, status, version: service.version + 1 });
  const done = await attempted(async () => ahead("services", await api.put(`/api/services/${service.id}/status`, { status })));
  if (!done) return takeBack();
  const before = service.status;
  if (undo) toast(`${service.name}: ${statusWord(status)}`, { undo: () => setStatus(known("services", service.id) ?? service, before, { undo: false }) });
  return undefined;
}

const namedBy = (service, page) => [...page.active_incidents, ...page.maintenance.filter(({ status }) => ["in_progress", "verifying"].includes(status))]
  .filter(({ services }) => services.some(({ id }) => id === service.id));

const Reasons = ({ service, page }) => namedBy(service, page).map((each) => html`
  <a class="reason" key=${each.id} href="/dashboard/${each.scheduled_start ? "maintenance" : "incidents"}/${each.id}">${each.title}</a>`);

function Row({ service, page, place, of, onEdit, dragging }) {
  const step = (by) => move(page.services, service, by);
  const moving = (by, label, sign) => html`
    <button class="icon-button" data-move="${service.id}${by}" aria-disabled=${by < 0 ? place === 0 : place === of - 1} aria-label="Move ${service.name} ${label}" title="Move ${label}" onClick=${() => step(by)}>${sign}</button>`;
  const edits = may("member");
  return html`
    <li class="service-row ${dragging.over === service.id ? `drop-${dragging.side}` : ""}" draggable=${edits} ...${edits && dragging.of(service)}>
      <div class="service-what">
        <span class="service-name">${service.name}</span>
        ${service.description && html`<p class="service-about">${service.description}</p>`}
        <${Reasons} service=${service} page=${page} />
      </div>
      <${StatusPicker} service=${service} isLocked=${!edits} onPick=${(status) => setStatus(service, status)} />
      ${edits && html`<div class="row-actions">
        ${moving(-1, "up", "↑")}${moving(1, "down", "↓")}
        <button class="button quiet small" aria-label="Edit ${service.name}" onClick=${() => onEdit(service)}>Edit</button>
        <button class="button quiet small" aria-label="Delete ${service.name}" onClick=${() => deleteService(service, page)}>Delete</button>
      </div>`}
    </li>`;
}

/** Dragging a row onto another puts it before or behind that, in its category. */
function useDragging(services) {
  const [{ dragged, over, side }, set] = useState({});
  const sideOf = (event) => {
    const { top, height } = event.currentTarget.getBoundingClientRect();
    return event.clientY < top + height / 2 ? "before" : "after";
  };
  const of = (service) => ({
    onDragStart: (event) => {
      event.dataTransfer.setData("text/plain", service.name);
      event.dataTransfer.effectAllowed = "move";
      set({ dragged: service });
    },
    onDragOver: (event) => {
      if (!dragged) return;
      event.preventDefault();
      set({ dragged, over: service.id, side: sideOf(event) });
    },
    onDrop: (event) => {
      event.preventDefault();
      set({});
      if (dragged && dragged.id !== service.id) move(services, dragged, { onto: service, side: sideOf(event) });
    },
    onDragEnd: () => set({}),
  });
  return { of, over, side };
}

const Empty = ({ onAdd }) => html`
  <div class="empty teaching">
    <h2>What do your visitors depend on?</h2>
    <p>A service is one line of your page: the website, the API, payments. Name it as your visitors do. When something breaks you
      change its status here, and it changes on every open page within a second.</p>
    ${may("member") && html`<button class="button primary" onClick=${onAdd}>Add your first service</button>`}
  </div>`;

export function ServicesSection({ page }) {
  const [editing, setEditing] = useState(null);
  const dragging = useDragging(page.services);
  const affected = page.services.filter(({ status }) => status !== "operational");
  return html`
    <${Heading} title="Services">
      ${may("member") && page.services.length > 0 && html`<button class="button primary" onClick=${() => setEditing({})}>Add service</button>`}
    </${Heading}>
    <${ReadOnly} what="the services" />
    ${page.services.length > 0 && html`<p class="summary muted">${affected.length ? `${plural(affected.length, "service")} not operational: ${both(affected.map(({ name }) => name))}.` : `${plural(page.services.length, "service")}, all operational.`}</p>`}
    ${groups(page.services).map(([name, services]) => html`
      <section class="service-group" key=${name}>
        ${name && html`<h2>${name}</h2>`}
        <ul class="rows" aria-label=${name || "Services without a category"}>
          ${services.map((service, place) => html`<${Row} key=${service.id} service=${service} page=${page} place=${place} of=${services.length} onEdit=${setEditing} dragging=${dragging} />`)}
        </ul>
      </section>`)}
    ${!page.services.length && html`<${Empty} onAdd=${() => setEditing({})} />`}
    ${editing && html`<${ServiceDialog} service=${editing} services=${page.services} onClose=${() => setEditing(null)} />`}`;
}
