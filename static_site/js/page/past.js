// What is over: by the day it belongs to, and how an entry of the past is told.
import { html } from "../../vendor/preact.js";
import { DAYS, IMPACT } from "../facts/page.js";
import { Timeline, pathOf } from "./entries.js";
import { Icon, isFinished, maintenanceTone } from "./states.js";
import { DATE, DAY, dayOf, lengthBetween } from "./times.js";

function summaryOf({ status, impact, started_at: started, resolved_at: resolved, actual_start: began, actual_end: ended }) {
  if (impact) return `${IMPACT[impact][0]}, ${resolved ? `lasted ${lengthBetween(started, resolved)}` : "still open"}`;
  return `Maintenance ${status}${began && ended ? `, took ${lengthBetween(began, ended)}` : ""}`;
}

/** An incident or maintenance of the past: the last word in full, what led to it folded away. */
export const Past = ({ entry, slug }) => {
  const [latest, ...earlier] = entry.updates;
  return html`
    <article class="past">
      <h4><${Icon} tone=${entry.impact ? IMPACT[entry.impact][1] : maintenanceTone(entry)} /><a href=${pathOf(slug, entry)}>${entry.title}</a></h4>
      <p class="muted">${summaryOf(entry)}</p>
      <${Timeline} updates=${latest ? [latest] : earlier} />
      ${earlier.length > 0 && html`<details class="earlier"><summary>${earlier.length} earlier update${earlier.length > 1 ? "s" : ""}</summary><${Timeline} updates=${earlier} /></details>`}
    </article>`;
};

/** Everything of the last days by the day it belongs to, in the viewer's zone. */
export function byDay({ active_incidents: active, recent_incidents: recent, maintenance }, now) {
  const days = new Map(Array.from({ length: DAYS }, (_, back) => [dayOf(now, back), []]));
  const open = active.map((incident) => ({ ...incident, updates: [] })); // they stand in full above
  for (const entry of [...open, ...recent, ...maintenance.filter(isFinished)]) {
    const moments = [entry.started_at, entry.resolved_at, entry.actual_end, !entry.impact && entry.updated_at];
    days.get(moments.map((at) => at && dayOf(at)).find((day) => days.has(day)))?.push(entry);
  }
  return [...days];
}

export const Days = ({ page, page: { organization: { slug } }, now }) => html`
  <section aria-labelledby="past">
    <h2 id="past">Past ${DAYS} days</h2>
    ${byDay(page, now).map(([day, entries]) => html`
      <div class="day" key=${day}>
        <h3><time datetime=${new Date(day).toLocaleDateString("sv")} title=${DATE().format(day)}>${DAY().format(day)}</time></h3>
        <div>
          ${entries.map((entry) => html`<${Past} key=${entry.id} entry=${entry} slug=${slug} />`)}
          ${!entries.length && html`<p class="muted">No incidents reported</p>`}
        </div>
      </div>`)}
    <p class="history-link"><a class="button" href="/status/${slug}/history">Full history</a></p>
  </section>`;
