// The dialog in which a service is added or edited.
import { html } from "../../../vendor/preact.js";
import { api } from "../../api.js";
import { LONGEST } from "../../facts/forms.js";
import { required } from "../../parts/checks.js";
import { FormDialog } from "../../parts/dialog.js";
import { draftOf } from "../../parts/drafts.js";
import { Field } from "../../parts/fields.js";
import { MarkdownField } from "../../parts/markdown-field.js";
import { toast } from "../../parts/toast.js";
import { ChangedMeanwhile } from "../shared/changed-meanwhile.js";
import { useEditing } from "../shared/editing.js";
import { lost, may } from "../shared/permission.js";
import { ahead } from "../store.js";
import { correctHistory } from "./writes.js";

const FIELDS = { name: "Name", description: "Description", category: "Category", show_uptime: "Uptime" };

export function ServiceDialog({ service, services, onClose }) {
  const isNew = !service.id;
  const { form, conflict } = useEditing({
    kind: "services",
    resource: service,
    draft: draftOf(`service.${service.id ?? "new"}`),
    initial: { name: "", description: "", category: "", show_uptime: true },
    read: (each) => ({ ...each, show_uptime: each.show_uptime !== false }),
    fields: FIELDS,
    check: ({ name }) => ({ name: required("the name of the service")(name) }),
    save: async (changes, options) => {
      const saved = isNew ? await api.post("/api/services", changes) : await api.put(`/api/services/${service.id}`, changes, options);
      ahead("services", saved);
      toast(html`<bdi>${saved.name}</bdi> is ${isNew ? "on your page" : "saved"}`);
      onClose();
    },
    unchanged: onClose,
  });
  const history = () => {
    onClose();
    correctHistory(service);
  };
  const follow = async () => {
    onClose();
    (await import("./follow.js")).followPage(service);
  };
  const categories = [...new Set(services.map(({ category }) => category).filter(Boolean))];
  return html`
    <${FormDialog} title=${isNew ? "Add a service" : html`Edit <bdi>${service.name}</bdi>`} form=${form} action=${isNew ? "Add service" : "Save"} refusal=${lost("run")} onClose=${onClose} above=${html`<${ChangedMeanwhile} ...${conflict} words=${{ show_uptime: (isShown) => (isShown ? "shown" : "hidden") }} />`}>
      <${Field} form=${form} name="name" label="Name" hint="As your visitors know it." maxlength=${LONGEST.name} />
      <${MarkdownField} form=${form} name="description" label="Description (optional)" rows="2" maxlength=${LONGEST.text} hint="What breaks for visitors when this breaks." />
      <${Field} form=${form} name="category" label="Category (optional)" list="categories" maxlength=${LONGEST.label} autocomplete="off" hint="Services of one category stand together." />
      <datalist id="categories">${categories.map((each) => html`<option key=${each} value=${each} />`)}</datalist>
      <label class="choice"><input type="checkbox" name="show_uptime" checked=${form.values.show_uptime} onChange=${({ target }) => form.set({ show_uptime: target.checked })} /><span>Show its uptime on the page</span></label>
      ${!isNew && html`<p><button type="button" class="button small" onClick=${follow}>${service.follows ? html`Follows <bdi>${service.follows.name}</bdi>` : "Follow another page"}</button>
        ${may("change_settings") && html` <button type="button" class="button small" onClick=${history}>Correct its history</button>`}</p>`}
    <//>`;
}
