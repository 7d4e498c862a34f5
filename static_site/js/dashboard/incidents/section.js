// /dashboard/incidents: all of them, and a page for each.
import { html } from "../../../vendor/preact.js";
import { Entry } from "../entries/entry.js";
import { lazy } from "../shared/lazy.js";

const IncidentList = lazy(async () => (await import("./list.js")).IncidentList);
const Incident = lazy(async () => (await import("./incident.js")).Incident);
const IncidentDraft = lazy(async () => (await import("./draft.js")).IncidentDraft);
const OpenIncident = lazy(async () => (await import("./open-incident.js")).OpenIncident);

export function IncidentsSection(state) {
  const { id, query } = state.route;
  if (!id) return html`<${IncidentList} ...${state} />`;
  return id === "new" ? html`<${OpenIncident} key=${query.service} ...${state} />` : html`<${Entry} key=${id} kind="incidents" one="incident" route=${state.route} draw=${(incident, reload) => incident.draft ? html`<${IncidentDraft} key="${incident.version}${state.route.part}" ...${state} draft=${incident} reload=${reload} />` : html`<${Incident} ...${state} incident=${incident} />`} />`;
}
