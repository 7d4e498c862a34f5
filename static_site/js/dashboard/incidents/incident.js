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
import { quiet } from "../entries/told.js";
import { saidOf } from "../entries/set-again.js";
import { EntryView } from "../entries/view.js";
import { Affects, asChosen, asRequest } from "../shared/affects.js";
import { lazy } from "../shared/lazy.js";
import { STATES, idsOf, isOpen, toneOf } from "./facts.js";

const Postmortem = lazy(async () => (await import("./postmortem.js")).Postmortem, () => null);
const EditIncident = lazy(async () => (await import("./edit-incident.js")).EditIncident, () => null);

/** What is chosen of services as long as nobody touched it: as they are or, on reopening, as the incident said they were. */
const untouched = (incident, page, { status }) => ({ ...asChosen(idsOf(incident.services)), ...(!isOpen(incident) && status !== RESOLVED && saidOf(incident, page.services)) });

const chosenIn = (incident, page, values) => values.services ?? untouched(incident, page, values);

/** Services of the incident that are not among the chosen ones any more, as far as it holds them. */
const takenOut = (incident, page, chosen) => page.services.filter(({ id, status }) => idsOf(incident.services).includes(id) && !(id in chosen) && status !== "operational");

function requestOf(incident, page, { text, status, services, kept }) {
  const chosen = status === RESOLVED ? asChosen(idsOf(incident.services)) : chosenIn(incident, page, { status, services });
  const { service_ids: ids, service_status: given } = asRequest(chosen);
  const isOther = ids.length !== incident.services.length || incident.services.some(({ id }) => !(id in chosen));
  const listed = [...new Set([...ids, ...idsOf(incident.services)])];
  const mayKeep = status === RESOLVED || isOther;
  return {
    status,
    text: text.trim(),
    ...(isOther && { service_ids: ids }),
    ...(given && { service_status: given }),
    ...(mayKeep && { restore_services: !kept.length || listed.filter((id) => !kept.includes(id)) }),
  };
}

function post(incident, page, values, options) {
  const { text, status, ...services } = requestOf(incident, page, values);
  const isStep = !text && isOpen(incident) && !services.service_status && !services.service_ids;
  if (isStep) return api.put(`/api/incidents/${incident.id}/status`, { status, ...services, ...quiet(values) }, options);
  const moves = status !== incident.status && { status };
  return api.post(`/api/incidents/${incident.id}/updates`, { text: text || INCIDENT_SENTENCES[status], ...moves, ...services, ...quiet(values) }, options);
}

const labelOf = (incident, { status, text }) => {
  if (status === incident.status) return "Post update";
  if (!isOpen(incident)) return "Reopen incident";
  if (status === RESOLVED) return "Resolve incident";
  return text.trim() ? `Post update and mark ${status}` : `Mark ${status}`;
};

const OTHERS = "Services that another incident or maintenance also affects show the worst status of those.";

/** Which of these services work again: all, but for those `kept`. */
const Restoring = ({ form, down, legend, hint }) => {
  const { kept } = form.values;
  const others = kept.filter((id) => !idsOf(down).includes(id));
  return html`
    <${Affects} services=${down} chosen=${asChosen(idsOf(down).filter((id) => !kept.includes(id)))} statuses=${false} legend=${legend} hint=${hint}
      onChange=${(given) => form.set({ kept: [...others, ...idsOf(down).filter((id) => !(id in given))] })} />`;
};

/** What the incident affects from now on, in which status; and of what it affects no more, or on resolving, what works again. */
const Services = ({ form, incident, page }) => {
  const { status } = form.values;
  const isReopening = !isOpen(incident) && status !== RESOLVED;
  const affected = page.services.filter(({ id }) => idsOf(incident.services).includes(id));
  const down = affected.filter((each) => each.status !== "operational");
  if (status === RESOLVED) return isOpen(incident) && down.length > 0 && html`<${Restoring} form=${form} down=${down} legend="Make operational again" hint=${OTHERS} />`;
  const chosen = chosenIn(incident, page, form.values);
  const out = takenOut(incident, page, chosen);
  return page.services.length > 0 && html`
    <details class="earlier" open=${isReopening}><summary>Change affected services and their status</summary>
      <${Affects} services=${page.services} chosen=${chosen} onChange=${(services) => form.set({ services })}
        hint=${isReopening ? "Chosen are the statuses that resolving took back: leave, change or untick them." : "Tick a service that is affected as well, untick one that is not any more."} />
      ${out.length > 0 && html`<${Restoring} form=${form} down=${out} legend="Taken out: make operational again" hint="One that you untick stays as it is, and nothing on your page says why." />`}
    </details>`;
};

const changesServices = (incident, page, values) => {
  const { service_ids: ids, service_status: given } = requestOf(incident, page, values);
  return Boolean(ids || given);
};

export function Incident({ incident, page, now, organization }) {
  const [isEditing, edit] = useState(false);
  const { impact, services, started_at: started, resolved_at: resolved } = incident;
  return html`
    <${EntryView} kind="incidents" one="incident" entry=${incident} states=${STATES} services=${page.services} slug=${organization.slug} tone=${toneOf(incident)}
      badges=${html`<${Badge} tone=${toneOf(incident)}>${words(incident.status)}<//><${Badge} tone=${impactState(impact)[1]}>${impactState(impact)[0]}<//>`}
      edit=${html`<button class="button" onClick=${() => edit(true)}>Edit</button>`}
      warning=${isOpen(incident) && "Its services become operational again, unless something else holds them. To end it instead, post an update that resolves it."}
      facts=${[
        ["Started", html`<${Time} at=${started} />`, html`<span class="hint">${relative(started, now)}</span>`],
        resolved && ["Resolved", html`<${Time} at=${resolved} />`, html`<span class="hint">after ${lengthBetween(started, resolved)}</span>`],
        ["Affected", services.length ? html`<${Affected} services=${services} />` : "No service"],
      ]}>
      <${Composer} kind="incidents" entry=${incident} title=${isOpen(incident) ? "Post an update" : "Add to this incident, or reopen it"} states=${STATES} standard=${INCIDENT_SENTENCES}
        initial=${{ services: null, kept: [] }} hasMore=${(values) => changesServices(incident, page, values)} label=${(values) => labelOf(incident, values)}
        more=${(form) => html`<${Services} form=${form} incident=${incident} page=${page} />`} post=${(values, options) => post(incident, page, values, options)} />
      ${(!isOpen(incident) || incident.postmortem_at) && html`<${Postmortem} incident=${incident} />`}
    <//>
    ${isEditing && html`<${EditIncident} incident=${incident} services=${page.services} onClose=${() => edit(false)} />`}`;
}
