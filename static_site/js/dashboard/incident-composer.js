// Posting an update about an incident: words, the next state, and what its services are in now.
import { html } from "../../vendor/preact.js";
import { api } from "../api.js";
import { Checkbox, Choices, Field, Form } from "../parts/form.js";
import { toast } from "../parts/toasts.js";
import { words } from "../status.js";
import { Affects, asRequest } from "./affects.js";
import { useComposer } from "./composer.js";
import { State, both } from "./parts.js";
import { STATES } from "./new-incident.js";

const DEFAULT_TEXTS = {
  investigating: "We are investigating this issue.",
  identified: "The issue has been identified and a fix is being worked on.",
  monitoring: "A fix is in place and we are watching the results.",
  resolved: "This incident has been resolved.",
};

function post(incident, { text, status, services, restore }, options) {
  const { service_status: given } = asRequest(services);
  const restoring = status === "resolved" && { restore_services: restore };
  const moves = status !== incident.status;
  if (!text.trim() && incident.status !== "resolved" && !given) return api.put(`/api/incidents/${incident.id}/status`, { status, ...restoring }, options);
  const said = text.trim() || DEFAULT_TEXTS[status];
  return api.post(`/api/incidents/${incident.id}/updates`, { text: said, ...(moves && { status }), ...(given && { service_status: given }), ...restoring }, options);
}

const labelOf = (incident, { status, text }) => {
  if (status === incident.status) return "Post update";
  if (incident.status === "resolved") return "Reopen incident";
  if (status === "resolved") return "Resolve incident";
  return text.trim() ? `Post update and mark ${status}` : `Mark ${status}`;
};

/** Which services resolving makes operational again. */
function Restoring({ form, affected }) {
  const down = affected.filter(({ status }) => status !== "operational");
  if (!down.length) return null;
  return html`
    <div class="field">
      <${Checkbox} form=${form} name="restore" label="Make ${both(down.map(({ name }) => name))} operational again" />
      <ul class="affects">${down.map((each) => html`<li key=${each.id}>${each.name} <${State} status=${each.status} /></li>`)}</ul>
      <p class="hint">A service that another incident or maintenance holds stays as that says.</p>
    </div>`;
}

export function IncidentComposer({ incident, services }) {
  const { form, begin } = useComposer({
    kind: "incidents",
    entry: incident,
    initial: { text: "", status: incident.status, services: {}, restore: true },
    check: ({ text, status, services }) => ({
      text: !text.trim() && status === incident.status && !Object.keys(services).length ? "Enter what there is to say, or choose another state" : "",
    }),
    post: (values, options) => post(incident, values, options),
    done: (saved) => toast(saved.status === incident.status ? "The update is on your page" : `${words(saved.status)}: it is on your page`),
  });
  const { values } = form;
  const affected = services.filter(({ id }) => incident.services.some((each) => each.id === id));
  const resolving = values.status === "resolved" && incident.status !== "resolved";
  const isClosed = incident.status === "resolved" && values.status === "resolved";
  return html`
    <section class="panel" aria-labelledby="say" onFocusIn=${begin}>
      <h2 id="say">${incident.status === "resolved" ? "Add to this incident, or reopen it" : "Post an update"}</h2>
      <${Form} form=${form} action=${labelOf(incident, values)} saving="Posting…">
        <${Choices} form=${form} name="status" label="State" options=${STATES} compact />
        <${Field} form=${form} name="text" label="What you say" as="textarea" rows="4" maxlength="5000" placeholder=${values.status === incident.status ? "" : DEFAULT_TEXTS[values.status]}
          hint=${values.status === incident.status ? undefined : "Left empty, visitors read the sentence in the box."} />
        ${resolving && html`<${Restoring} form=${form} affected=${affected} />`}
        ${!resolving && !isClosed && affected.length > 0 && html`
          <details class="earlier"><summary>Change what the services are in</summary>
            <${Affects} services=${affected} chosen=${values.services} onChange=${(services) => form.set({ services })} legend="Services with a new status" />
          </details>`}
      </${Form}>
    </section>`;
}
