// The page of one incident.
import { html } from "../../../vendor/preact.js";
import { useState } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { INCIDENT_SENTENCES } from "../../facts/forms.js";
import { RESOLVED } from "../../facts/page.js";
import { Affected } from "../../page/entries.js";
import { Badge, impactState, words } from "../../page/states.js";
import { Time, lengthBetween, relative } from "../../page/times.js";
import { Composer } from "../entries/composer.js";
import { EntryView } from "../entries/view.js";
import { Affects, asChosen, asRequest } from "../shared/affects.js";
import { lazy } from "../shared/lazy.js";
import { STATES, idsOf, isOpen, toneOf } from "./facts.js";

const Postmortem = lazy(async () => (await import("./postmortem.js")).Postmortem, () => null);
const EditIncident = lazy(async () => (await import("./edit-incident.js")).EditIncident, () => null);

function post(incident, { text, status, services, kept }, options) {
  const { service_status: given } = asRequest(services);
  const restoring = status === RESOLVED && { restore_services: !kept.length || idsOf(incident.services).filter((id) => !kept.includes(id)) };
  const moves = status !== incident.status;
  if (!text.trim() && isOpen(incident) && !given) return api.put(`/api/incidents/${incident.id}/status`, { status, ...restoring }, options);
  const said = text.trim() || INCIDENT_SENTENCES[status];
  return api.post(`/api/incidents/${incident.id}/updates`, { text: said, ...(moves && { status }), ...(given && { service_status: given }), ...restoring }, options);
}

const labelOf = (incident, { status, text }) => {
  if (status === incident.status) return "Post update";
  if (!isOpen(incident)) return "Reopen incident";
  if (status === RESOLVED) return "Resolve incident";
  return text.trim() ? `Post update and mark ${status}` : `Mark ${status}`;
};

/** What the affected services are in now; on resolving, which of them work again: all, but for those `kept`. */
const Services = ({ form, incident, affected }) => {
  const { status, services, kept } = form.values;
  const down = affected.filter((each) => each.status !== "operational");
  if (status !== RESOLVED) return affected.length > 0 && html`
    <details class="earlier"><summary>Change the status of services</summary>
      <${Affects} services=${affected} chosen=${services} onChange=${(given) => form.set({ services: given })} legend="Services with a new status" />
    </details>`;
  return isOpen(incident) && down.length > 0 && html`
    <${Affects} services=${down} chosen=${asChosen(idsOf(down).filter((id) => !kept.includes(id)))} statuses=${false} legend="Make operational again"
      hint="Services that another incident or maintenance also affects show the worst status of those." onChange=${(given) => form.set({ kept: idsOf(down).filter((id) => !(id in given)) })} />`;
};

export function Incident({ incident, page, now, organization }) {
  const [isEditing, edit] = useState(false);
  const { impact, services, started_at: started, resolved_at: resolved } = incident;
  const affected = page.services.filter(({ id }) => idsOf(services).includes(id));
  return html`
    <${EntryView} kind="incidents" one="incident" entry=${incident} slug=${organization.slug} tone=${toneOf(incident)}
      badges=${html`<${Badge} tone=${toneOf(incident)}>${words(incident.status)}<//><${Badge} tone=${impactState(impact)[1]}>${impactState(impact)[0]}<//>`}
      edit=${html`<button class="button" onClick=${() => edit(true)}>Edit</button>`}
      warning=${isOpen(incident) && "Its services become operational again, unless something else holds them. To end it instead, post an update that resolves it."}
      facts=${[
        ["Started", html`<${Time} at=${started} />`, html`<span class="hint">${relative(started, now)}</span>`],
        resolved && ["Resolved", html`<${Time} at=${resolved} />`, html`<span class="hint">after ${lengthBetween(started, resolved)}</span>`],
        ["Affected", services.length ? html`<${Affected} services=${services} />` : "No service"],
      ]}>
      <${Composer} kind="incidents" entry=${incident} title=${isOpen(incident) ? "Post an update" : "Add to this incident, or reopen it"} states=${STATES} standard=${INCIDENT_SENTENCES}
        initial=${{ services: {}, kept: [] }} hasMore=${(values) => Object.keys(values.services).length} label=${(values) => labelOf(incident, values)}
        more=${(form) => html`<${Services} form=${form} incident=${incident} affected=${affected} />`} post=${(values, options) => post(incident, values, options)} />
      <${Postmortem} incident=${incident} />
    <//>
    ${isEditing && html`<${EditIncident} incident=${incident} services=${page.services} onClose=${() => edit(false)} />`}`;
}
