// /dashboard/incidents: all of them, and the way to open one.
import { html } from "../../vendor/preact.js";
import { useState } from "../../vendor/hooks.js";
import { Badge, IMPACT, Icon, Time, lengthBetween, relative, words } from "../status.js";
import { ShowOlder, hasText, together, useOlder } from "./entries.js";
import { IncidentPage } from "./incident.js";
import { NewIncident } from "./new-incident.js";
import { Heading, ReadOnly, both } from "./parts.js";
import { may } from "./store.js";

const isOpen = ({ status }) => status !== "resolved";
const newestFirst = (a, b) => (a.id < b.id ? 1 : -1);

const Row = ({ incident, now }) => {
  const tone = isOpen(incident) ? IMPACT[incident.impact][1] : "ok";
  return html`
    <li>
      <a class="entry-row" href="/dashboard/incidents/${incident.id}">
        <${Icon} tone=${tone} />
        <span><strong>${incident.title}</strong>
          <span class="hint">${IMPACT[incident.impact][0]}${incident.services.length > 0 && `, ${both(incident.services.map(({ name }) => name))}`}</span>
          <span class="hint last-word">${incident.updates[0]?.text}</span></span>
        <span><${Badge} tone=${tone}>${words(incident.status)}</${Badge}>
          <span class="hint">${isOpen(incident) ? html`since ${relative(incident.started_at, now)}` : html`<${Time} at=${incident.started_at} />, ${lengthBetween(incident.started_at, incident.resolved_at)}`}</span></span>
      </a>
    </li>`;
};

export const Filter = ({ name, options, shown, onShow, text, onText }) => html`
  <div class="tools" role="search">
    <div class="segments" role="group" aria-label="Which ${name}">
      ${options.map(([value, label]) => html`<label class="segment" key=${value}><input type="radio" name="shown" checked=${shown === value} onChange=${() => onShow(value)} /><span>${label}</span></label>`)}
    </div>
    <input type="search" aria-label="Find ${name}" placeholder="Find by text or service" value=${text} onInput=${({ target }) => onText(target.value)} />
  </div>`;

const Nothing = ({ shown, text }) => text
  ? html`<p class="empty">No incident has “${text}” in it.</p>`
  : html`
    <div class="empty teaching">
      <h2>${shown === "open" ? "No open incidents" : "No incidents yet"}</h2>
      <p>When something breaks, open an incident: say what visitors notice, and which services it touches. Every update you post is on
        their screens within a second.</p>
    </div>`;

function List({ page, now }) {
  const [shown, setShown] = useState("open");
  const [text, setText] = useState("");
  const { older, ...rest } = useOlder("incidents");
  const all = shown === "open" ? page.active_incidents : together(older, page.recent_incidents, page.active_incidents).sort(newestFirst);
  const listed = all.filter((each) => hasText(each, text));
  return html`
    <${Heading} title="Incidents">${may("member") && html`<a class="button primary" href="/dashboard/incidents/new">Open incident</a>`}</${Heading}>
    <${ReadOnly} what="incidents" />
    <${Filter} name="incidents" options=${[["open", `Open (${page.active_incidents.length})`], ["all", "All"]]} shown=${shown} onShow=${setShown} text=${text} onText=${setText} />
    ${listed.length > 0 ? html`<ul class="rows" aria-label="Incidents">${listed.map((each) => html`<${Row} key=${each.id} incident=${each} now=${now} />`)}</ul>` : html`<${Nothing} shown=${shown} text=${text} />`}
    ${shown === "all" && html`<${ShowOlder} ...${rest} />`}`;
}

export function IncidentsSection(state) {
  const { id } = state.route;
  if (id === "new") return html`<${NewIncident} ...${state} />`;
  return id ? html`<${IncidentPage} key=${id} ...${state} />` : html`<${List} ...${state} />`;
}
