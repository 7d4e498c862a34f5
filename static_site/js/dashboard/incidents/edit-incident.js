// The dialog in which an incident is edited; what is said about it is posted as an update instead.
import { html } from "../../../vendor/preact.js";
import { useState } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { LONGEST } from "../../facts/forms.js";
import { impactState } from "../../page/states.js";
import { required } from "../../parts/checks.js";
import { FormDialog } from "../../parts/dialog.js";
import { draftOf } from "../../parts/drafts.js";
import { Field } from "../../parts/fields.js";
import { toast } from "../../parts/toast.js";
import { viewerZone, zoneName } from "../../parts/zones.js";
import { together } from "../entries/together.js";
import { Affects } from "../shared/affects.js";
import { ChangedMeanwhile } from "../shared/changed-meanwhile.js";
import { useEditing } from "../shared/editing.js";
import { known } from "../shared/local-time.js";
import { lost } from "../shared/permission.js";
import { TimeField, wrongTime } from "../shared/time-field.js";
import { ahead } from "../store.js";
import { IMPACTS, idsOf, isOpen, names } from "./facts.js";

const read = (incident) => ({ ...incident, started_at: known(incident.started_at), service_ids: idsOf(incident.services).toSorted() });

const when = ({ at }) => at && new Date(at).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });

const wrongStart = (moment, { updates }) => wrongTime(moment, "Enter when it started") || (moment.at > updates.at(-1).created_at ? "Start must not be after the first update" : "");

export function EditIncident({ incident, services, onClose }) {
  const [given, give] = useState({}); // the new status of services, by id
  const save = async ({ started_at: start, ...changes }, options) => {
    const body = { ...changes, ...(start && { started_at: start.at }), ...(Object.keys(given).length && { service_status: given }) };
    ahead("incidents", await api.put(`/api/incidents/${incident.id}`, body, options));
    toast("The incident is saved");
    onClose();
  };
  const { form, conflict } = useEditing({
    kind: "incidents",
    resource: incident,
    draft: draftOf(`incident.${incident.id}`),
    fields: { title: "Title", impact: "Impact", started_at: "Started", service_ids: "Affected services" },
    read,
    check: ({ title, started_at: start }) => ({ title: required("a title")(title), started_at: wrongStart(start, incident) }),
    save,
    unchanged: () => (Object.keys(given).length ? save({}, { version: incident.version }) : onClose()),
  });
  const listed = together(incident.services, services);
  const chosen = Object.fromEntries(form.values.service_ids.map((id) => [id, given[id] ?? ""]));
  const choose = (wanted) => {
    give(Object.fromEntries(Object.entries(wanted).filter(([, status]) => status)));
    form.set({ service_ids: Object.keys(wanted).toSorted() });
  };
  const say = { started_at: when, impact: (impact) => impactState(impact)[0], service_ids: (ids) => names(listed.filter(({ id }) => ids.includes(id))) };
  return html`
    <${FormDialog} title="Edit incident" form=${form} publishes action="Save" refusal=${lost("run")} onClose=${onClose} above=${html`<${ChangedMeanwhile} ...${conflict} words=${say} />`}>
      <${Field} form=${form} name="title" label="Title" maxlength=${LONGEST.title} />
      <${Field} form=${form} name="impact" label="Impact" options=${IMPACTS} />
      <${TimeField} form=${form} name="started_at" label="Started" hint="In your time zone, ${zoneName(viewerZone)}. It has its place in lists and in your history by this." stored=${incident.started_at} />
      <${Affects} services=${listed} chosen=${chosen} onChange=${choose} hint=${isOpen(incident) ? "One that you take out becomes operational again, unless something else holds it. To leave it as it is, take it out with an update." : undefined} statuses=${isOpen(incident)} />
    <//>`;
}
