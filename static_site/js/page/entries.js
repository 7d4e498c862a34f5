// Incidents and maintenance, open or planned: a card each, with what was said about it.
import { html } from "../../vendor/preact.js";
import { LINK } from "../facts/page.js";
import { Badge, Icon, highlighting, incidentState, isComing, isFinished, maintenanceTone, serviceTone, serviceWord, words } from "./states.js";
import { Span, Time, lengthBetween, relative } from "./times.js";

const ADDRESS = new RegExp(LINK, "u");

/** What an organization wrote: line breaks kept, addresses made links. */
export const Prose = ({ text }) => html`<p class="prose" dir="auto">${text
  .split(ADDRESS)
  .map((part, odd) => (odd % 2 ? html`<a href=${part} rel="noopener nofollow">${part}</a>` : part))}</p>`;

export const Timeline = ({ updates }) => updates.length > 0 && html`
  <ol class="timeline">
    ${updates.map((update) => html`
      <li key=${update.id}>
        <p class="update-head"><strong>${words(update.status)}</strong> <${Time} at=${update.created_at} /></p>
        <${Prose} text=${update.text} />
      </li>`)}
  </ol>`;

/** The state an incident gave each; planned work gives none yet. */
export const Affected = ({ services, planned }) => services.length > 0 && html`
  <ul class="affected" aria-label="Affected services">
    ${services.map(({ id, name, status }) => html`<li key=${id}>
      ${!planned && html`<${Icon} tone=${serviceTone(status)} />`}<span dir="auto">${name}</span>${!planned && html`<span class="visually-hidden">: <span dir="auto">${serviceWord(status)}</span></span>`}</li>`)}
  </ul>`;

export const startOf = ({ started_at, actual_start, scheduled_start }) => started_at ?? actual_start ?? scheduled_start;
export const pathOf = (slug, { id, impact }) => `/status/${slug}/${impact ? "incidents" : "maintenance"}/${id}`;

const Card = ({ entry, slug, tone, badge, children }) => html`
  <article class="card tone-${tone}" ref=${highlighting(entry.version)}>
    <header>
      <h3 dir="auto"><a href=${pathOf(slug, entry)}>${entry.title}</a></h3>
      <${Badge} tone=${tone}>${badge}</${Badge}>
    </header>
    ${children}
  </article>`;

export const IncidentCard = ({ incident, slug }) => {
  const [badge, tone] = incidentState(incident);
  return html`
    <${Card} entry=${incident} slug=${slug} tone=${tone} badge=${badge}>
      <${Affected} services=${incident.services} />
      <${Timeline} updates=${incident.updates} />
    </${Card}>`;
};

/** What follows the length of maintenance: ", starts in 2 hours". */
export function due(maintenance, now) {
  const { scheduled_start: start, scheduled_end: end } = maintenance;
  if (isComing(maintenance)) return `, starts ${relative(start, now)}`;
  if (isFinished(maintenance)) return "";
  return now < new Date(end) ? `, ends ${relative(end, now)}` : ", taking longer than planned";
}

/** The first update of planned work only repeats its description. */
export const updatesOf = ({ description, updates }) => updates.filter(({ text }) => text !== description);

export const MaintenanceCard = ({ maintenance, slug, now }) => {
  const { status, description, services, scheduled_end: end } = maintenance;
  const start = startOf(maintenance);
  return html`
    <${Card} entry=${maintenance} slug=${slug} tone=${maintenanceTone(maintenance)} badge=${words(status)}>
      <p class="when"><${Span} from=${start} to=${end} /> <span class="muted">(${lengthBetween(start, end)}${due(maintenance, now)})</span></p>
      ${description && html`<${Prose} text=${description} />`}
      <${Affected} services=${services} planned=${isComing(maintenance)} />
      <${Timeline} updates=${updatesOf(maintenance)} />
    </${Card}>`;
};
