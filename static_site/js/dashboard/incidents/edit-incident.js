// The dialog in which an incident is edited; what is said about it is posted as an update instead.
import { html } from "../../../vendor/preact.js";
import { api } from "../../api.js";
import { LONGEST } from "../../facts/forms.js";
import { impactState } from "../../page/states.js";
import { required } from "../../parts/checks.js";
import { FormDialog } from "../../parts/dialog.js";
import { draftOf } from "../../parts/drafts.js";
import { Field } from "../../parts/fields.js";
import { toast } from "../../parts/toast.js";
import { together } from "../entries/together.js";
import { Affects, asChosen } from "../shared/affects.js";
import { ChangedMeanwhile } from "../shared/changed-meanwhile.js";
import { useEditing } from "../shared/editing.js";
import { lost } from "../shared/permission.js";
import { ahead } from "../store.js";
import { IMPACTS, idsOf, names } from "./facts.js";

const read = (incident) => ({ ...incident, service_ids: idsOf(incident.services).toSorted() });

export function EditIncident({ incident, services, onClose }) {
  const { form, conflict } = useEditing({
    kind: "incidents",
    resource: incident,
    draft: draftOf(`incident.${incident.id}`),
    fields: { title: "Title", impact: "Impact", service_ids: "Affected services" },
    read,
    check: ({ title }) => ({ title: required("a title")(title) }),
    save: async (changes, options) => {
      ahead("incidents", await api.put(`/api/incidents/${incident.id}`, changes, options));
      toast("The incident is saved");
      onClose();
    },
    unchanged: onClose,
  });
  const listed = together(incident.services, services);
  const say = { impact: (impact) => impactState(impact)[0], service_ids: (ids) => names(listed.filter(({ id }) => ids.includes(id))) };
  return html`
    <${FormDialog} title="Edit incident" form=${form} publishes action="Save" refusal=${lost("run")} onClose=${onClose} above=${html`<${ChangedMeanwhile} ...${conflict} words=${say} />`}>
      <${Field} form=${form} name="title" label="Title" maxlength=${LONGEST.title} />
      <${Field} form=${form} name="impact" label="Impact" options=${IMPACTS} />
      <${Affects} services=${listed} chosen=${asChosen(form.values.service_ids)} statuses=${false} onChange=${(given) => form.set({ service_ids: Object.keys(given).toSorted() })} />
    <//>`;
}
