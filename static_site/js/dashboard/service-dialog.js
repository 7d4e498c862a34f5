// Adding, editing and deleting a service.
import { html } from "../../vendor/preact.js";
import { api } from "../api.js";
import { Dialog, confirmed } from "../parts/dialog.js";
import { Field, Form, required } from "../parts/form.js";
import { attempted, toast } from "../parts/toasts.js";
import { ChangedMeanwhile, useEditing } from "./editing.js";
import { both } from "./parts.js";
import { ahead } from "./store.js";

const FIELDS = { name: "Name", description: "Description", category: "Category" };

export function ServiceDialog({ service, services, onClose }) {
  const isNew = !service.id;
  const { form, conflict } = useEditing({
    kind: "services",
    resource: service,
    initial: { name: "", description: "", category: "" },
    fields: FIELDS,
    check: ({ name }) => ({ name: required("the name of the service")(name) }),
    save: async (values, options) => {
      const saved = isNew ? await api.post("/api/services", values) : await api.put(`/api/services/${service.id}`, values, options);
      ahead("services", saved);
      toast(isNew ? `${saved.name} is on your page` : `${saved.name} is saved`);
      onClose();
    },
  });
  const categories = [...new Set(services.map(({ category }) => category).filter(Boolean))];
  return html`
    <${Dialog} title=${isNew ? "Add a service" : `Edit ${service.name}`} onClose=${onClose}>
      <${ChangedMeanwhile} ...${conflict} />
      <${Form} form=${form} action=${isNew ? "Add service" : "Save"} extra=${html`<button type="button" class="button" onClick=${onClose}>Cancel</button>`}>
        <${Field} form=${form} name="name" label="Name" hint="As your visitors know it." maxlength="100" />
        <${Field} form=${form} name="description" label="Description (optional)" as="textarea" rows="2" maxlength="5000" hint="What breaks for visitors when this breaks." />
        <${Field} form=${form} name="category" label="Category (optional)" list="categories" maxlength="100" autocomplete="off" hint="Services of one category stand together." />
        <datalist id="categories">${categories.map((each) => html`<option key=${each} value=${each} />`)}</datalist>
      </${Form}>
    </${Dialog}>`;
}

const naming = (entries, { id }) => entries.filter(({ services }) => services.some((each) => each.id === id)).map(({ title }) => `“${title}”`);

export async function deleteService(service, page) {
  const open = [...naming(page.active_incidents, service), ...naming(page.maintenance.filter(({ status }) => !["completed", "cancelled"].includes(status)), service)];
  const text = html`
    <p>It disappears from your page at once. Past incidents keep its name.</p>
    ${open.length > 0 && html`<p><strong>It is taken out of ${both(open)}.</strong></p>`}`;
  if (!(await confirmed({ title: `Delete ${service.name}?`, text, action: "Delete service" }))) return;
  const done = await attempted(() => api.delete(`/api/services/${service.id}`));
  if (!done) return;
  ahead("services", { id: service.id, deleted: true });
  toast(`${service.name} is deleted`);
}
