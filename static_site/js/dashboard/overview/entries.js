// What is open now, and what is planned next.
import { html } from "../../../vendor/preact.js";
import { due } from "../../page/entries.js";
import { impactState, isComing, isRunning, maintenanceTone } from "../../page/states.js";
import { lengthBetween, relative } from "../../page/times.js";
import { Row } from "../entries/row.js";
import { may } from "../shared/permission.js";
import { both, newestOf } from "../shared/words.js";
import { Zoned } from "../shared/zoned.js";

const MOST = 3;
const names = ({ services }) => services.length > 0 && both(services.map(({ name }) => name));

const Incident = ({ incident, now }) => html`
  <${Row} kind="incidents" entry=${incident} tone=${impactState(incident.impact)[1]} lines=${[names(incident), newestOf(incident)]}
    aside=${`started ${relative(incident.started_at, now)}`} />`;

const Maintenance = ({ maintenance, organization, now }) => {
  const from = maintenance.actual_start ?? maintenance.scheduled_start;
  return html`
    <${Row} kind="maintenance" entry=${maintenance} tone=${maintenanceTone(maintenance)}
      lines=${[html`<${Zoned} from=${from} to=${maintenance.scheduled_end} zone=${organization.time_zone} />`, names(maintenance)]}
      aside=${`${lengthBetween(from, maintenance.scheduled_end)}${due(maintenance, now)}`} />`;
};

export function Open({ page, organization, now }) {
  const running = page.maintenance.filter(isRunning);
  const isQuiet = !page.active_incidents.length && !running.length;
  return html`
    <section aria-labelledby="open-now"><h2 id="open-now">Open now</h2>
      ${isQuiet ? html`<p class="empty">No incident is open, and no maintenance is running.</p>` : html`
        <ul class="rows" aria-label="Open now">
          ${page.active_incidents.map((each) => html`<${Incident} key=${each.id} incident=${each} now=${now} />`)}
          ${running.map((each) => html`<${Maintenance} key=${each.id} maintenance=${each} organization=${organization} now=${now} />`)}
        </ul>`}
    </section>`;
}

export function Coming({ page, organization, now }) {
  const coming = page.maintenance.filter(isComing);
  const more = coming.length - MOST;
  return html`
    <section aria-labelledby="coming"><h2 id="coming">Coming next</h2>
      ${coming.length ? html`<ul class="rows" aria-label="Coming next">${coming.slice(0, MOST).map((each) => html`<${Maintenance} key=${each.id} maintenance=${each} organization=${organization} now=${now} />`)}</ul>`
        : html`<p class="empty">Nothing is planned.${may("run") && html` <a href="/dashboard/maintenance/new">Schedule maintenance</a>`}</p>`}
      ${more > 0 && html`<p><a href="/dashboard/maintenance">${more} more planned</a></p>`}
    </section>`;
}
