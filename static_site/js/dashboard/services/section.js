// /dashboard/services: what the page lists, its state, its order.
import { html } from "../../../vendor/preact.js";
import { useState } from "../../../vendor/hooks.js";
import { Heading } from "../shared/heading.js";
import { groups } from "../shared/order.js";
import { ReadOnly, may } from "../shared/permission.js";
import { bothShown, plural } from "../shared/words.js";
import { useDragging } from "./dragging.js";
import { Moving } from "./moving.js";
import { Row } from "./row.js";
import { ServiceDialog } from "./service-dialog.js";
import { moveCategory } from "./writes.js";

const Empty = ({ onAdd }) => html`
  <div class="empty teaching">
    <h2>What do your visitors depend on?</h2>
    <p>A service is one line of your page: the website, the API, payments. Name it as your visitors do. When something breaks you
      change its status here, and it changes on every open page within a second.</p>
    ${may("run") && html`<button class="button primary" onClick=${onAdd}>Add your first service</button>`}
  </div>`;

const Category = ({ name, names, organization }) => html`
  <div class="heading"><h2 dir="auto">${name}</h2>
    ${may("change_settings") && names.length > 1 && html`<div class="row-actions"><${Moving} id=${name} name=${name} place=${names.indexOf(name)} of=${names.length} onMove=${(by) => moveCategory(organization, names, name, by)} /></div>`}
  </div>`;

export function ServicesSection({ page, organization }) {
  const [editing, setEditing] = useState(null);
  const dragging = useDragging(page.services);
  const affected = page.services.filter(({ status }) => status !== "operational");
  const grouped = groups(page.services, organization.categories);
  const names = grouped.map(([name]) => name).filter(Boolean);
  return html`
    <${Heading} title="Services">
      ${may("run") && page.services.length > 0 && html`<button class="button primary" onClick=${() => setEditing({})}>Add service</button>`}
    <//>
    <${ReadOnly} what="the services" />
    ${page.services.length > 0 && html`<p class="summary muted">${affected.length ? html`${plural(affected.length, "service")} not operational: ${bothShown(affected.map(({ name }) => name))}.` : `${plural(page.services.length, "service")}, all operational.`}</p>`}
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
