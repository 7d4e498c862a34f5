// /dashboard/incidents/new
import { html } from "../../vendor/preact.js";
import { IMPACT } from "../status.js";
import { api } from "../api.js";
import { draftOf } from "../parts/draft.js";
import { Choices, Field, Form, required, useForm } from "../parts/form.js";
import { toast } from "../parts/toasts.js";
import { Affects, asRequest } from "./affects.js";
import { Heading } from "./parts.js";
import { go } from "./route.js";
import { ahead } from "./store.js";

export const STATES = [["investigating", "Investigating"], ["identified", "Identified"], ["monitoring", "Monitoring"], ["resolved", "Resolved"]];
export const impacts = Object.entries(IMPACT).map(([value, [label]]) => [value, label]);

const isEmpty = ({ title, description, services }) => !title && !description && !Object.keys(services).length;

export function NewIncident({ page, organization }) {
  const draft = draftOf(`incident.${organization.id}`, isEmpty);
  const form = useForm({
    initial: { title: "", description: "", status: "investigating", impact: "", services: {} },
    draft,
    check: ({ title }) => ({ title: required("what is wrong, in a few words")(title) }),
    submit: async ({ impact, services, ...values }) => {
      const opened = await api.post("/api/incidents", { ...values, ...(impact && { impact }), ...asRequest(services) });
      draft.forget();
      ahead("incidents", opened);
      toast("The incident is on your page");
      go(`/dashboard/incidents/${opened.id}`, { replace: true });
    },
  });
  return html`
    <${Heading} title="Open an incident" back=${["/dashboard/incidents", "Incidents"]} />
    <${Form} form=${form} action="Open incident" saving="Opening…" extra=${html`<a class="button" href="/dashboard/incidents">Cancel</a>`}>
      <${Field} form=${form} name="title" label="Title" hint="What visitors notice, such as “Card payments are failing”." maxlength="200" />
      <${Field} form=${form} name="description" label="First update (optional)" as="textarea" rows="4" maxlength="5000" hint="What you know, and when you will say more. Left empty, it says that you are investigating." />
      <${Affects} services=${page.services} chosen=${form.values.services} onChange=${(services) => form.set({ services })} hint="Each can get a new status now; it is given back when you resolve the incident." />
      <${Field} form=${form} name="impact" label="Impact" as="select" hint="By default, what the worst status above means.">
        <option value="">From the services</option>
        ${impacts.map(([value, label]) => html`<option key=${value} value=${value}>${label}</option>`)}
      </${Field}>
      <${Choices} form=${form} name="status" label="Where you are" options=${STATES.slice(0, 3)} compact />
    </${Form}>`;
}
