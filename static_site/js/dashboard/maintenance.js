// /dashboard/maintenance: running, coming, past.
import { html } from "../../vendor/preact.js";
import { useState } from "../../vendor/hooks.js";
import { Badge, Icon, due, isFinished, isRunning, lengthBetween, maintenanceTone, words } from "../status.js";
import { ShowOlder, hasText, together, useOlder } from "./entries.js";
import { Filter } from "./incidents.js";
import { MaintenancePage } from "./maintenance-page.js";
import { EditMaintenance } from "./maintenance-form.js";
import { Heading, ReadOnly, Zoned, both } from "./parts.js";
import { may } from "./store.js";

const latestFirst = (a, b) => b.scheduled_start.localeCompare(a.scheduled_start);

const Row = ({ maintenance, now, zone }) => {
  const { actual_start: began, actual_end: ended, scheduled_start: start, scheduled_end: end, services } = maintenance;
  return html`
    <li>
      <a class="entry-row" href="/dashboard/maintenance/${maintenance.id}">
        <${Icon} tone=${maintenanceTone(maintenance)} />
        <span><strong>${maintenance.title}</strong>
          <span class="hint"><${Zoned} from=${began ?? start} to=${ended ?? end} zone=${zone} /></span>
          ${services.length > 0 && html`<span class="hint">${both(services.map(({ name }) => name))}</span>`}</span>
        <span><${Badge} tone=${maintenanceTone(maintenance)}>${words(maintenance.status)}</${Badge}><span class="hint">${lengthBetween(began ?? start, ended ?? end)}${due(maintenance, now)}</span></span>
      </a>
    </li>`;
};

const Part = ({ title, items, ...rest }) => items.length > 0 && html`
  <section aria-label=${title}><h2>${title}</h2><ul class="rows">${items.map((each) => html`<${Row} key=${each.id} maintenance=${each} ...${rest} />`)}</ul></section>`;

const Nothing = ({ text }) => text ? html`<p class="empty">No maintenance has “${text}” in it.</p>` : html`
  <div class="empty teaching">
    <h2>No maintenance planned</h2>
    <p>Announce planned work before it happens. It starts and ends by itself at its times: its services show “Under maintenance” meanwhile, and
      get their state back.</p>
  </div>`;

function List({ page, now, organization }) {
  const [shown, setShown] = useState("coming");
  const [text, setText] = useState("");
  const { older, ...rest } = useOlder("maintenance");
  const all = together(older, page.maintenance).filter((each) => hasText(each, text));
  const part = (title, items) => html`<${Part} title=${title} items=${items} now=${now} zone=${organization.time_zone} />`;
  const past = all.filter(isFinished).sort(latestFirst);
  const coming = all.filter(({ status }) => status === "scheduled").sort((a, b) => latestFirst(b, a));
  const running = all.filter(isRunning);
  const visible = shown === "past" ? past : [...running, ...coming];
  return html`
    <${Heading} title="Maintenance">${may("member") && html`<a class="button primary" href="/dashboard/maintenance/new">Schedule maintenance</a>`}</${Heading}>
    <${ReadOnly} what="maintenance" />
    <${Filter} name="maintenance" options=${[["coming", "Running and coming"], ["past", "Past"]]} shown=${shown} onShow=${setShown} text=${text} onText=${setText} />
    ${shown === "coming" && [part("In progress", running), part("Coming", coming)]}
    ${shown === "past" && part("Past", past)}
    ${!visible.length && html`<${Nothing} text=${text} />`}
    ${shown === "past" && html`<${ShowOlder} ...${rest} />`}`;
}

export function MaintenanceSection(state) {
  const { id } = state.route;
  if (id === "new") return html`<${EditMaintenance} ...${state} maintenance=${{}} />`;
  return id ? html`<${MaintenancePage} key=${id} ...${state} />` : html`<${List} ...${state} />`;
}
