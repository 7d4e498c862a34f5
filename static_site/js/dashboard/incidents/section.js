// /dashboard/incidents: all of them, and a page for each.
import { html } from "../../../vendor/preact.js";
import { impactState } from "../../page/states.js";
import { Time, lengthBetween, relative } from "../../page/times.js";
import { Entry } from "../entries/entry.js";
import { Entries, Row, together } from "../entries/list.js";
import { isOpen, names, newestFirst, toneOf } from "./facts.js";
import { Incident } from "./incident.js";
import { OpenIncident } from "./open-incident.js";

const nothing = (shown) => html`
  <h2>${shown === "open" ? "No open incidents" : "No incidents yet"}</h2>
  <p>When something breaks, open an incident: say what visitors notice, and which services it touches. Every update you post is on
    their screens within a second.</p>`;

function IncidentList({ page: { active_incidents: open, recent_incidents: recent }, now }) {
  const row = (incident) => html`
    <${Row} key=${incident.id} kind="incidents" entry=${incident} tone=${toneOf(incident)}
      lines=${[[impactState(incident.impact)[0], incident.services.length && names(incident.services)].filter(Boolean).join(", "), incident.updates[0]?.text]}
      aside=${isOpen(incident) ? `started ${relative(incident.started_at, now)}` : html`<${Time} at=${incident.started_at} />, ${lengthBetween(incident.started_at, incident.resolved_at)}`} />`;
  return html`
    <${Entries} kind="incidents" action="Open incident" views=${[["open", `Open (${open.length})`], ["all", "All"]]} row=${row} nothing=${nothing}
      partsOf=${(shown, older) => [["Incidents", shown === "open" ? open : together(older, recent, open).sort(newestFirst)]]} />`;
}

export function IncidentsSection(state) {
  const { id } = state.route;
  if (!id) return html`<${IncidentList} ...${state} />`;
  return id === "new" ? html`<${OpenIncident} ...${state} />` : html`<${Entry} key=${id} kind="incidents" one="incident" route=${state.route} draw=${(incident) => html`<${Incident} ...${state} incident=${incident} />`} />`;
}
