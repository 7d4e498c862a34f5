// /dashboard/services: what the page lists, its state, its order.
import { html } from "../../vendor/preact.js";
import { useState } from "../../vendor/hooks.js";
import { api } from "../api.js";
import { Field, FormDialog, attempted, confirmed, required, toast } from "../parts/form.js";
import { isFinished, isRunning } from "../status.js";
import { ChangedMeanwhile, Heading, ReadOnly, StatusPicker, both, kept, plural, statusWord, useEditing } from "./parts.js";
import { groups, moved, positions } from "./rules.js";
import { ahead, known, may } from "./store.js";

const FIELDS = { name: "Name", description: "Description", category: "Category" };

function ServiceDialog({ service, services, onClose }) {
  const isNew = !service.id;
  const { form, conflict } = useEditing({
    kind: "services",
    resource: service,
    initial: { name: "", description: "", category: "" },
    fields: FIELDS,
    check: ({ name }) => ({ name: required("the name of the service")(name) }),
    save: async (values, options) => {
      const saved = isNew ? await api.post("/api/services", values) : await api.put(`/api/services/${service.id}`, values, options);
      ahead("services", saved);
      toast(isNew ? `${saved.name} is on your page` : `${saved.name} is saved`);
      onClose();
    },
  });
  const categories = [...new Set(services.map(({ category }) => category).filter(Boolean))];
  return html`
    <${FormDialog} title=${isNew ? "Add a service" : `Edit ${service.name}`} form=${form} action=${isNew ? "Add service" : "Save"} onClose=${onClose} above=${html`<${ChangedMeanwhile} ...${conflict} />`}>
      <${Field} form=${form} name="name" label="Name" hint="As your visitors know it." maxlength="100" />
      <${Field} form=${form} name="description" label="Description (optional)" as="textarea" rows="2" maxlength="5000" hint="What breaks for visitors when this breaks." />
      <${Field} form=${form} name="category" label="Category (optional)" list="categories" maxlength="100" autocomplete="off" hint="Services of one category stand together." />
      <datalist id="categories">${categories.map((each) => html`<option key=${each} value=${each} />`)}</datalist>
    <//>`;
}

const naming = (service, entries) => entries.filter(({ services }) => services.some(({ id }) => id === service.id));

async function deleteService(service, page) {
  const open = naming(service, [...page.active_incidents, ...page.maintenance.filter((each) => !isFinished(each))]).map(({ title }) => `“${title}”`);
  const text = html`
    <p>It disappears from your page at once. Past incidents keep its name.</p>
    ${open.length > 0 && html`<p><strong>It is taken out of ${both(open)}.</strong></p>`}`;
  if (!(await confirmed({ title: `Delete ${service.name}?`, text, action: "Delete service" }))) return;
  const done = await attempted(() => api.delete(`/api/services/${service.id}`));
  if (!done) return;
  ahead("services", { id: service.id, deleted: true });
  toast(`${service.name} is deleted`);
}

const focusOn = (id, by) => document.querySelector(`[data-move="${CSS.escape(`${id}${by}`)}"]`)?.focus();

/** Moves a service by one place (-1, 1), or next to another: {onto, side}. */
async function move(services, service, to) {
  const order = moved(services, service, to);
  if (!order) return;
  const changes = positions(order, service.id).map(({ service: { id, category }, position }) => {
    const before = services.find((each) => each.id === id);
    return { before, body: { position, ...(before.category !== category && { category }) } };
  });
  const undo = changes.map(({ before, body }) => ahead("services", { ...before, ...body, version: before.version + 1 }));
  if (typeof to === "number") queueMicrotask(() => focusOn(service.id, to));
  const done = await attempted(async () => {
    for (const { before, body } of changes) ahead("services", await api.put(`/api/services/${before.id}`, body));
  });
  if (!done) return undo.forEach((takeBack) => takeBack());
  const group = order.filter(({ category }) => category === order.find(({ id }) => id === service.id).category);
  toast(`${service.name} is now ${group.findIndex(({ id }) => id === service.id) + 1} of ${group.length}`);
}

/** Moves a category by one place: the organization keeps their order. */
async function moveCategory(organization, names, name, by) {
  const place = names.indexOf(name);
  const categories = names.toSpliced(place, 1).toSpliced(place + by, 0, name);
  const done = await attempted(async () => kept(await api.put(`/api/organizations/${organization.id}`, { categories })));
  if (!done) return;
  queueMicrotask(() => focusOn(name, by));
  toast(`${name} is now ${place + by + 1} of ${names.length}`);
}

/** Two buttons that move something; `id` is what it is found by again, once it has moved. */
const Moving = ({ id, name, place, of, onMove }) => [[-1, "up", "↑"], [1, "down", "↓"]].map(([by, label, sign]) => {
  const isAtEnd = by < 0 ? place === 0 : place === of - 1;
  return html`<button key=${by} class="icon-button" data-move="${id}${by}" aria-disabled=${isAtEnd} aria-label="Move ${name} ${label}" title="Move ${label}" onClick=${() => isAtEnd || onMove(by)}>${sign}</button>`;
});

/** Shows the new status at once; takes it back when the server refuses. */
async function setStatus(service, status, { undo = true } = {}) {
  const takeBack = ahead("services", { ...service, status, version: service.version + 1 });
  const done = await attempted(async () => ahead("services", await api.put(`/api/services/${service.id}/status`, { status })));
  if (!done) return takeBack();
  const before = service.status;
  if (undo) toast(`${service.name}: ${statusWord(status)}`, { undo: () => setStatus(known("services", service.id) ?? service, before, { undo: false }) });
  return undefined;
}

const Reasons = ({ service, page }) => naming(service, [...page.active_incidents, ...page.maintenance.filter(isRunning)]).map((each) => html`
  <a class="reason" key=${each.id} href="/dashboard/${each.scheduled_start ? "maintenance" : "incidents"}/${each.id}">${each.title}</a>`);

function Row({ service, page, place, of, onEdit, dragging }) {
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
        <${Moving} id=${service.id} name=${service.name} place=${place} of=${of} onMove=${(by) => move(page.services, service, by)} />
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

const Category = ({ name, names, organization }) => html`
  <div class="heading"><h2>${name}</h2>
    ${may("admin") && names.length > 1 && html`<div class="row-actions"><${Moving} id=${name} name=${name} place=${names.indexOf(name)} of=${names.length} onMove=${(by) => moveCategory(organization, names, name, by)} /></div>`}
  </div>`;

export function ServicesSection({ page, organization }) {
  const [editing, setEditing] = useState(null);
  const dragging = useDragging(page.services);
  const affected = page.services.filter(({ status }) => status !== "operational");
  const grouped = groups(page.services, organization.categories);
  const names = grouped.map(([name]) => name).filter(Boolean);
  return html`
    <${Heading} title="Services">
      ${may("member") && page.services.length > 0 && html`<button class="button primary" onClick=${() => setEditing({})}>Add service</button>`}
    <//>
    <${ReadOnly} what="the services" />
    ${page.services.length > 0 && html`<p class="summary muted">${affected.length ? `${plural(affected.length, "service")} not operational: ${both(affected.map(({ name }) => name))}.` : `${plural(page.services.length, "service")}, all operational.`}</p>`}
    ${grouped.map(([name, services]) => html`
      <section class="service-group" key=${name}>
        ${name && html`<${Category} name=${name} names=${names} organization=${organization} />`}
        <ul class="rows" aria-label=${name || "Services without a category"}>
          ${services.map((service, place) => html`<${Row} key=${service.id} service=${service} page=${page} place=${place} of=${services.length} onEdit=${setEditing} dragging=${dragging} />`)}
        </ul>
      </section>`)}
    ${!page.services.length && html`<${Empty} onAdd=${() => setEditing({})} />`}
    ${editing && html`<${ServiceDialog} service=${editing} services=${page.services} onClose=${() => setEditing(null)} />`}`;
}
