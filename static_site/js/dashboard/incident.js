// /dashboard/incidents/{id}: what was said, and saying more.
import { html } from "../../vendor/preact.js";
import { useState } from "../../vendor/hooks.js";
import { Affected, Badge, IMPACT, Time, Timeline, lengthBetween, relative, words } from "../status.js";
import { api } from "../api.js";
import { confirmed } from "../parts/dialog.js";
import { attempted, toast } from "../parts/toasts.js";
import { EditIncident } from "./edit-incident.js";
import { useEntry } from "./entries.js";
import { IncidentComposer } from "./incident-composer.js";
import { Failure, Heading, ReadOnly, Skeleton, both } from "./parts.js";
import { go } from "./route.js";
import { ahead, may } from "./store.js";

async function deleteIncident(incident) {
  const isOpen = incident.status !== "resolved";
  const text = html`
    <p>It disappears from your page and its history, with everything said about it. To end it instead, post an update that resolves it.</p>
    ${isOpen && incident.services.length > 0 && html`<p>${both(incident.services.map(({ name }) => name))} ${incident.services.length > 1 ? "become" : "becomes"} operational again, unless something else holds ${incident.services.length > 1 ? "them" : "it"}.</p>`}`;
  if (!(await confirmed({ title: `Delete “${incident.title}”?`, text, action: "Delete incident" }))) return;
  if (!(await attempted(() => api.delete(`/api/incidents/${incident.id}`)))) return;
  go("/dashboard/incidents", { replace: true });
  ahead("incidents", { id: incident.id, deleted: true });
  toast("The incident is deleted");
}

const Facts = ({ incident, now }) => html`
  <aside class="panel" aria-label="About this incident">
    <dl class="facts">
      <div><dt>Started</dt><dd><${Time} at=${incident.started_at} /><span class="hint"> ${relative(incident.started_at, now)}</span></dd></div>
      ${incident.resolved_at && html`<div><dt>Resolved</dt><dd><${Time} at=${incident.resolved_at} /><span class="hint"> after ${lengthBetween(incident.started_at, incident.resolved_at)}</span></dd></div>`}
      <div><dt>Affected</dt><dd>${incident.services.length ? html`<${Affected} services=${incident.services} />` : "No service"}</dd></div>
    </dl>
  </aside>`;

export function IncidentPage({ route, page, now, organization }) {
  const { entry: incident, problem, retry } = useEntry("incidents", route.id);
  const [isEditing, edit] = useState(false);
  const back = ["/dashboard/incidents", "Incidents"];
  if (problem) return html`<${Heading} title=${problem.status === 404 ? "This incident is not there any more" : "Incident"} back=${back} />
    ${problem.status === 404 ? html`<p class="empty">It was deleted, or the address is mistyped.</p>` : html`<${Failure} problem=${problem} retry=${retry} />`}`;
  if (!incident) return html`<${Skeleton} />`;
  const isOpen = incident.status !== "resolved";
  const [impact, tone] = IMPACT[incident.impact];
  return html`
    <${Heading} title=${incident.title} back=${back}>
      ${may("member") && html`<button class="button" onClick=${() => edit(true)}>Edit</button><button class="button quiet" onClick=${() => deleteIncident(incident)}>Delete</button>`}
    </${Heading}>
    <p class="badges"><${Badge} tone=${isOpen ? tone : "ok"}>${words(incident.status)}</${Badge}><${Badge} tone=${tone}>${impact}</${Badge}>
      <a class="hint" href="/status/${organization.slug}/incidents/${incident.id}" target="_blank" rel="noopener">On your page<span class="visually-hidden"> (opens in a new tab)</span></a></p>
    <div class="detail">
      <div>
        ${may("member") && html`<${IncidentComposer} incident=${incident} services=${page.services} />`}
        <${ReadOnly} what="incidents" />
        <section class="panel tone-${isOpen ? tone : "ok"}" aria-labelledby="updates"><h2 id="updates">Updates</h2><${Timeline} updates=${incident.updates} /></section>
      </div>
      <${Facts} incident=${incident} now=${now} />
    </div>
    ${isEditing && html`<${EditIncident} incident=${incident} services=${page.services} onClose=${() => edit(false)} />`}`;
}
