// Editing what an incident is called, how bad it is, and what it affects.
import { html } from "../../vendor/preact.js";
import { IMPACT } from "../status.js";
import { api } from "../api.js";
import { Dialog } from "../parts/dialog.js";
import { Field, Form, required } from "../parts/form.js";
import { toast } from "../parts/toasts.js";
import { Affects } from "./affects.js";
import { ChangedMeanwhile, useEditing } from "./editing.js";
import { both } from "./parts.js";
import { impacts } from "./new-incident.js";
import { ahead } from "./store.js";

const FIELDS = { title: "Title", impact: "Impact", service_ids: "Affected services" };

const read = (incident) => ({ ...incident, service_ids: incident.services.map(({ id }) => id) });

export function EditIncident({ incident, services, onClose }) {
  const { form, conflict } = useEditing({
    kind: "incidents",
    resource: incident,
    fields: FIELDS,
    read,
    check: ({ title }) => ({ title: required("a title")(title) }),
    save: async (values, options) => {
      ahead("incidents", await api.put(`/api/incidents/${incident.id}`, values, options));
      toast("The incident is saved");
      onClose();
    },
  });
  const names = new Map([...incident.services, ...services].map(({ id, name }) => [id, name]));
  const words = { impact: (impact) => IMPACT[impact][0], service_ids: (ids) => both(ids.map((id) => names.get(id) ?? "a deleted service")) };
  const listed = [...services, ...incident.services.filter(({ id }) => !services.some((each) => each.id === id))];
  const chosen = Object.fromEntries(form.values.service_ids.map((id) => [id, ""]));
  return html`
    <${Dialog} title="Edit incident" onClose=${onClose}>
      <${ChangedMeanwhile} ...${conflict} words=${words} />
      <${Form} form=${form} action="Save" extra=${html`<button type="button" class="button" onClick=${onClose}>Cancel</button>`}>
        <${Field} form=${form} name="title" label="Title" maxlength="200" />
        <${Field} form=${form} name="impact" label="Impact" as="select">${impacts.map(([value, label]) => html`<option key=${value} value=${value}>${label}</option>`)}</${Field}>
        <${Affects} services=${listed} chosen=${chosen} statuses=${false} onChange=${(given) => form.set({ service_ids: Object.keys(given) })} />
      </${Form}>
    </${Dialog}>`;
}
