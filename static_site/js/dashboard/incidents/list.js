// The list of incidents.
import { html } from "../../../vendor/preact.js";
import { impactState } from "../../page/states.js";
import { Time, lengthBetween, relative } from "../../page/times.js";
import { Entries } from "../entries/list.js";
import { Row } from "../entries/row.js";
import { together } from "../entries/together.js";
import { newestOf } from "../shared/words.js";
import { isOpen, names, newestFirst, toneOf } from "./facts.js";

const nothing = (shown) => html`
  <h2>${shown === "open" ? "No open incidents" : "No incidents yet"}</h2>
  <p>When something breaks, open an incident: say what visitors notice, and which services it touches. Every update you post is on
    their screens within a second.</p>`;

export function IncidentList({ page: { active_incidents: open, recent_incidents: recent }, now }) {
  const row = (incident) => html`
    <${Row} key=${incident.id} kind="incidents" entry=${incident} tone=${toneOf(incident)}
      lines=${[[impactState(incident.impact)[0], incident.services.length && names(incident.services)].filter(Boolean).join(", "), newestOf(incident)]}
      aside=${isOpen(incident) ? `started ${relative(incident.started_at, now)}` : html`<${Time} at=${incident.started_at} />, ${lengthBetween(incident.started_at, incident.resolved_at)}`} />`;
  return html`
    <${Entries} kind="incidents" action="Open incident" views=${[["open", `Open (${open.length})`], ["all", "All"]]} row=${row} nothing=${nothing}
      partsOf=${(shown, older) => [["Incidents", shown === "open" ? open : together(older, recent, open).sort(newestFirst)]]} />`;
}
