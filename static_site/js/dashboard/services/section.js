// /dashboard/services: what the page lists, its state, its order.
import { html } from "../../../vendor/preact.js";
import { useState } from "../../../vendor/hooks.js";
import { Heading } from "../shared/heading.js";
import { lazy } from "../shared/lazy.js";
import { Limited, TriState } from "../shared/limited.js";
import { groups } from "../shared/order.js";
import { ReadOnly, may } from "../shared/permission.js";
import { bothShown, plural } from "../shared/words.js";
import { styled } from "../shared/styled.js";
import { useDragging } from "./dragging.js";
import { EVERYTHING, Filter, found, isFiltered } from "./filter.js";
import { Moving } from "./moving.js";
import { Row } from "./row.js";
import { ServiceDialog } from "./service-dialog.js";
import { moveCategory } from "./writes.js";

await styled("/css/services.css");

const BulkBar = lazy(async () => (await import("./bulk.js")).BulkBar, () => null);
const FEW = 8; // that one looks through without a search
const OPEN_UP_TO = 60; // in all categories together; of more, only those with something amiss are open at first, unless that is much, too
const NAMED = 5;

const Empty = ({ onAdd }) => html`
  <div class="empty teaching">
    <h2>What do your visitors depend on?</h2>
    <p>A service is one line of your page: the website, the API, payments. Name it as your visitors do. When something breaks you
      change its status here, and it changes on every open page within a second.</p>
    ${may("run") && html`<button class="button primary" onClick=${onAdd}>Add your first service</button>`}
  </div>`;

function Summary({ services }) {
  const affected = services.filter(isAmiss).map(({ name }) => name);
  const named = affected.length > NAMED ? [...affected.slice(0, NAMED), `${affected.length - NAMED} more`] : affected;
  return html`<p class="summary muted">${affected.length ? html`${plural(affected.length, "service")} not operational: ${bothShown(named)}.` : `${plural(services.length, "service")}, all operational.`}</p>`;
}

const isAmiss = ({ status }) => status !== "operational";

/** A category: its name, how many of it are selected, and its services, which may be folded away. */
function Category({ name, names, services, organization, draw, selection, isLong, isMuch }) {
  const [isOpen, open] = useState(!isLong || (!isMuch && services.some(isAmiss)));
  const title = name || "Without a category";
  const isTitled = name || isLong;
  const moves = may("change_settings") && name && names.length > 1 && !isLong;
  return html`
    <section class="service-group">
      ${isTitled && html`<div class="heading">
        <h2 dir="auto">${selection.isOn && html`<${TriState} count=${services.filter(({ id }) => selection.ids.has(id)).length} of=${services.length} label="Select all of ${title}" onChange=${(all) => selection.take(services, all)} />`}
          ${title}${isLong && html` <span class="hint">${services.length}</span>`}</h2>
        <div class="row-actions">
          ${moves && html`<${Moving} id=${name} name=${name} place=${names.indexOf(name)} of=${names.length} onMove=${(by) => moveCategory(organization, names, name, by)} />`}
          ${isLong && html`<button class="button quiet small" aria-expanded=${isOpen} aria-label="${isOpen ? "Hide" : "Show"} services of ${title}" onClick=${() => open(!isOpen)}>${isOpen ? "Hide" : "Show"}</button>`}
        </div></div>`}
      ${isOpen && html`<ul class="rows" aria-label=${name || "Services without a category"}><${Limited} items=${services} draw=${draw} what="services" /></ul>`}
    </section>`;
}

/** Which services are ticked: {ids, isOn, take(services, isTaken), clear}. */
function useSelection(services) {
  const [ids, set] = useState(() => new Set());
  const there = new Set(services.filter(({ id }) => ids.has(id)).map(({ id }) => id));
  const take = (those, isTaken) => set(new Set(isTaken ? [...there, ...those.map(({ id }) => id)] : [...there].filter((id) => !those.some((each) => each.id === id))));
  return { ids: there, isOn: may("run") && services.length > 1, take, clear: () => set(new Set()) };
}

const Tick = ({ service, selection }) => html`
  <label class="tick"><input type="checkbox" aria-label="Select ${service.name}" checked=${selection.ids.has(service.id)} onChange=${({ target }) => selection.take([service], target.checked)} /></label>`;

export function ServicesSection({ page, organization }) {
  const { services } = page;
  const [editing, setEditing] = useState(null);
  const [filter, setFilter] = useState(EVERYTHING);
  const selection = useSelection(services);
  const sorting = useDragging(services);
  const isPart = isFiltered(filter);
  const shown = isPart ? found(services, filter) : services;
  const grouped = groups(shown, organization.categories);
  const names = grouped.map(([name]) => name).filter(Boolean);
  const isLong = shown.length > OPEN_UP_TO && grouped.length > 1;
  const row = (service, place, of) => html`
    <${Row} key=${service.id} service=${service} page=${page} place=${place} of=${of} onEdit=${setEditing} dragging=${isPart ? undefined : sorting} lead=${selection.isOn && html`<${Tick} service=${service} selection=${selection} />`} />`;
  return html`
    <${Heading} title="Services">
      ${may("run") && services.length > 0 && html`<button class="button primary" onClick=${() => setEditing({})}>Add service</button>`}
    <//>
    <${ReadOnly} what="the services" />
    ${services.length > 0 && html`<${Summary} services=${services} />`}
    ${services.length > FEW && html`<${Filter} filter=${filter} onFilter=${setFilter} categories=${groups(services, organization.categories).map(([name]) => name)} count=${shown.length} of=${services.length} />`}
    ${isPart && shown.length > 1 && selection.isOn && html`<label class="choice"><${TriState} count=${shown.filter(({ id }) => selection.ids.has(id)).length} of=${shown.length} label="Select all that were found" onChange=${(all) => selection.take(shown, all)} />All ${shown.length} that were found</label>`}
    ${grouped.map(([name, those]) => html`<${Category} key=${`${isPart} ${isLong} ${name}`} name=${name} names=${names} services=${those} organization=${organization} selection=${selection}
      draw=${(service, place) => row(service, place, those.length)} isLong=${isLong} isMuch=${shown.filter(isAmiss).length > OPEN_UP_TO} />`)}
    ${isPart && !shown.length && html`<p class="empty">No service is like that. <button class="button small" onClick=${() => setFilter(EVERYTHING)}>Show all services</button></p>`}
    ${!services.length && html`<${Empty} onAdd=${() => setEditing({})} />`}
    ${selection.ids.size > 0 && selection.isOn && html`<${BulkBar} services=${services.filter(({ id }) => selection.ids.has(id))} categories=${groups(services, organization.categories).map(([name]) => name).filter(Boolean)} onDone=${selection.clear} onClear=${selection.clear} />`}
    ${editing && html`<${ServiceDialog} service=${editing} services=${services} onClose=${() => setEditing(null)} />`}`;
}
