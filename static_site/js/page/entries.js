// Incidents and maintenance: a card each while they are open or planned, and by day once they are past.
import { html } from "../../vendor/preact.js";
import { DAYS, LINK } from "../facts/page.js";
import { Badge, Icon, highlighting, impactState, incidentState, isComing, isFinished, isRunning, maintenanceTone, serviceTone, serviceWord, words } from "./states.js";
import { HOUR, Span, Time, dayOf, daysOf, lengthBetween, relative } from "./times.js";

const ADDRESS = new RegExp(LINK, "u");

/** A node of a Markdown tree (chalicelib/domain/markdown.py); of a type that is not known here, what is inside. */
function drawn(node, props) {
  if (!node?.map) return typeof node === "string" && node;
  const [type, ...inside] = node;
  let tag = /^(p|[uo]l|li|blockquote|pre|strong|em|code|br)$/.test(type) ? type : "span";
  if (type === "a") {
    const href = inside.shift();
    if (!inside.length) inside.push(href);
    if (/^(https?|mailto):/i.test(href)) [tag, props] = ["a", { href, rel: "noopener nofollow" }];
  }
  if (type === "li") props = { dir: "auto" };
  if (inside[0]?.toFixed) props = { ...props, start: inside[0] };
  return html`<${tag} ...${props}>${inside.map((each) => drawn(each))}<//>`;
}

/** What an organization wrote, in blocks; without a tree it is one, its lines kept and its addresses links. */
export const Prose = ({ text, tree = [["p", ...text.split(ADDRESS).map((part, odd) => (odd % 2 ? ["a", part] : part))]] }) =>
  tree.map((block) => drawn(block, { class: "prose", dir: "auto" }));

export const Timeline = ({ updates }) => updates.length > 0 && html`
  <ol class="timeline">
    ${updates.map((update) => html`
      <li key=${update.id}>
        <p class="update-head"><strong>${words(update.status)}</strong> <${Time} at=${update.created_at} /> ${update.edited_at && html`<span>(edited <${Time} at=${update.edited_at} />)</span>`}</p>
        <${Prose} text=${update.text} tree=${update.text_tree} />
      </li>`)}
  </ol>`;

/** The state an incident gave each; planned work gives none yet. */
export const Affected = ({ services, planned }) => services.length > 0 && html`
  <ul class="affected" aria-label="Affected services">
    ${services.map(({ id, name, status }) => html`<li key=${id}>
      ${!planned && html`<${Icon} tone=${serviceTone(status)} />`}<span dir="auto">${name}</span>${!planned && html`<span class="visually-hidden">: <span dir="auto">${serviceWord(status)}</span></span>`}</li>`)}
  </ul>`;

export const startOf = ({ started_at, actual_start, scheduled_start }) => started_at ?? actual_start ?? scheduled_start;
/** A path of the page. */
export const home = (below = "") => /^.status.[^/]+|/.exec(location.pathname)[0] + below || "/";

export const pathOf = ({ id, impact }) => home(`/${impact ? "incidents" : "maintenance"}/${id}`);

const Card = ({ entry, tone, badge, children }) => html`
  <article class="card tone-${tone}" ref=${highlighting(entry.version)}>
    <header>
      <h3 dir="auto"><a href=${pathOf(entry)}>${entry.title}</a></h3>
      <${Badge} tone=${tone}>${badge}</${Badge}>
    </header>
    ${children}
  </article>`;

export const IncidentCard = ({ incident }) => {
  const [badge, tone] = incidentState(incident);
  return html`
    <${Card} entry=${incident} tone=${tone} badge=${badge}>
      <${Affected} services=${incident.services} />
      <${Timeline} updates=${incident.updates} />
    </${Card}>`;
};

/** ", starts in 2 hours" */
export function due(maintenance, now) {
  const { scheduled_start: start, scheduled_end: end } = maintenance;
  if (isComing(maintenance)) return `, starts ${relative(start, now)}`;
  if (isFinished(maintenance)) return "";
  return now < new Date(end) ? `, ends ${relative(end, now)}` : ", taking longer than planned";
}

/** The first update of planned work only repeats its description. */
export const updatesOf = ({ description, updates }) => updates.filter(({ text }) => text !== description);

export const MaintenanceCard = ({ maintenance, now }) => {
  const { status, description, description_tree: tree, services, scheduled_end: end } = maintenance;
  const start = startOf(maintenance);
  return html`
    <${Card} entry=${maintenance} tone=${maintenanceTone(maintenance)} badge=${words(status)}>
      <p class="when"><${Span} from=${start} to=${end} /> <span class="muted">(${lengthBetween(start, end)}${due(maintenance, now)})</span></p>
      ${description && html`<${Prose} text=${description} tree=${tree} />`}
      <${Affected} services=${services} planned=${isComing(maintenance)} />
      <${Timeline} updates=${updatesOf(maintenance)} />
    </${Card}>`;
};

function summaryOf({ status, impact, started_at: started, resolved_at: resolved, actual_start: began, actual_end: ended }) {
  if (impact) return `${impactState(impact)[0]}, ${resolved ? `lasted ${lengthBetween(started, resolved)}` : "still open"}`;
  return `Maintenance ${words(status).toLowerCase()}${began && ended ? `, took ${lengthBetween(began, ended)}` : ""}`;
}

const Title = ({ entry }) => html`
  <${Icon} tone=${entry.impact ? impactState(entry.impact)[1] : maintenanceTone(entry)} /><a href=${pathOf(entry)} dir="auto">${entry.title}</a>`;

/** An incident or maintenance of the past: the last word in full, what led to it folded away. */
export const Past = ({ entry }) => {
  const [latest, ...earlier] = entry.updates;
  return html`
    <article class="past">
      <h4><${Title} entry=${entry} /></h4>
      <p class="muted">${summaryOf(entry)}${entry.postmortem_at && html`, <a href=${pathOf(entry)}>postmortem</a>`}</p>
      <${Timeline} updates=${latest ? [latest] : earlier} />
      ${earlier.length > 0 && html`<details class="earlier"><summary>${earlier.length} earlier update${earlier.length > 1 ? "s" : ""}</summary><${Timeline} updates=${earlier} /></details>`}
    </article>`;
};

const beganAt = ({ started_at, actual_start }) => started_at ?? actual_start;
const endedAt = (entry) => entry.resolved_at ?? entry.actual_end ?? (isFinished(entry) ? entry.updated_at : undefined);

/** The day it is told in full on: an incident's first one, of maintenance the last. */
const dayToTell = (entry, days) =>
  [entry.started_at, endedAt(entry), entry.actual_start].map((at) => at && dayOf(at)).find((day) => days.includes(day));

const isOn = (entry, day) => beganAt(entry) && dayOf(beganAt(entry)) <= day && day <= dayOf(endedAt(entry) ?? day);

/** [day, [[entry, whether in full]], first day]: quiet days in a row are one. */
function byDay({ active_incidents: active, recent_incidents: recent, maintenance }, now) {
  const open = [...active, ...maintenance.filter(isRunning)].map((entry) => ({ ...entry, updates: [] })); // they stand in full above
  const all = [...open, ...recent, ...maintenance.filter(isFinished)];
  const days = Array.from({ length: DAYS }, (_, back) => dayOf(now, back));
  const shown = [];
  for (const day of days) {
    const told = all.map((entry) => [entry, dayToTell(entry, days) === day]).filter(([entry, inFull]) => inFull || isOn(entry, day));
    const later = shown.at(-1);
    if (later && !told.length && !later[1].length) later[2] = day;
    else shown.push([day, told.sort((a, b) => b[1] - a[1]), day]);
  }
  return shown;
}

const wentOn = (entry, day, now) => {
  const [began, ended] = [beganAt(entry), endedAt(entry)];
  if (ended && dayOf(ended) === day) return html`went on until <${Time} at=${ended} as=${HOUR} />`;
  if (dayOf(began) === day) return html`began at <${Time} at=${began} as=${HOUR} />`;
  return !ended && day === dayOf(now) ? "is still going on" : "went on all day";
};

export const Days = ({ page, now }) => html`
  <section aria-labelledby="past">
    <h2 id="past">Past ${DAYS} days</h2>
    ${byDay(page, now).map(([day, told, first]) => html`
      <div class=${told.length ? "day" : "quiet day"} key=${day}>
        <h3>${daysOf(first, day)}</h3>
        <div>
          ${told.map(([entry, inFull]) => (inFull
            ? html`<${Past} key=${entry.id} entry=${entry} />`
            : html`<p class="ongoing" key=${entry.id}><${Title} entry=${entry} /> ${wentOn(entry, day, now)}</p>`))}
          ${!told.length && html`<p>No incidents reported</p>`}
        </div>
      </div>`)}
    <p class="history-link"><a class="button" href=${home("/history")}>Full history</a></p>
  </section>`;
