// Scheduling maintenance, and editing it.
import { html } from "../../vendor/preact.js";
import { api } from "../api.js";
import { draftOf } from "../parts/draft.js";
import { Field, Form, required } from "../parts/form.js";
import { viewerZone } from "../parts/organization-form.js";
import { toast } from "../parts/toasts.js";
import { isFinished, isRunning, lengthBetween } from "../status.js";
import { Affects } from "./affects.js";
import { ChangedMeanwhile, useEditing } from "./editing.js";
import { fromLocal, fullHour, toLocal } from "./local-time.js";
import { Heading, Zoned, both } from "./parts.js";
import { go } from "./route.js";
import { ahead } from "./store.js";

const FIELDS = { title: "Title", description: "Description", start: "Start", end: "End", service_ids: "Services" };

const read = (maintenance) => ({
  ...maintenance,
  start: toLocal(maintenance.scheduled_start),
  end: toLocal(maintenance.scheduled_end),
  service_ids: maintenance.services.map(({ id }) => id),
});

const isSet = (status) => status && status !== "scheduled";

/** What may still change is all that is sent. */
function asRequest({ title, description, start, end, service_ids }, maintenance) {
  if (maintenance.id && isFinished(maintenance)) return { title, description };
  const times = { scheduled_end: fromLocal(end) };
  return isSet(maintenance.status) ? { title, description, ...times } : { title, description, ...times, scheduled_start: fromLocal(start), service_ids };
}

const wrongTimes = ({ start, end }) => ({
  start: fromLocal(start) ? "" : "Enter when it starts",
  end: !fromLocal(end) ? "Enter when it ends" : fromLocal(end) <= fromLocal(start) ? "End must be after the start" : "",
});

const Times = ({ form, maintenance, zone }) => {
  const { start, end } = form.values;
  const [from, to] = [fromLocal(start), fromLocal(end)];
  return html`
    <div class="side-by-side">
      <${Field} form=${form} name="start" label="Start" type="datetime-local" disabled=${isSet(maintenance.status)} />
      <${Field} form=${form} name="end" label="End" type="datetime-local" />
    </div>
    <p class="hint" aria-live="polite">In your time zone, ${viewerZone.replaceAll("_", " ")}.${from && to > from && html` <strong>${lengthBetween(from, to)}</strong>: <${Zoned} from=${from} to=${to} zone=${zone} />`}</p>`;
};

export function EditMaintenance({ maintenance, page, organization }) {
  const isNew = !maintenance.id;
  const home = isNew ? "/dashboard/maintenance" : `/dashboard/maintenance/${maintenance.id}`;
  const draft = isNew ? draftOf(`maintenance.${organization.id}`, ({ title, description, service_ids }) => !title && !description && !service_ids.length) : undefined;
  const { form, conflict } = useEditing({
    kind: "maintenance",
    resource: maintenance,
    initial: { title: "", description: "", start: fullHour(24), end: fullHour(26), service_ids: [] },
    fields: FIELDS,
    read,
    draft,
    check: (values) => ({ title: required("what is going to be done, in a few words")(values.title), ...(isNew || !isFinished(maintenance) ? wrongTimes(values) : {}) }),
    save: async (values, options) => {
      const body = asRequest(values, maintenance);
      const saved = isNew ? await api.post("/api/maintenance", body) : await api.put(`/api/maintenance/${maintenance.id}`, body, options);
      draft?.forget();
      ahead("maintenance", saved);
      toast(isNew ? "The maintenance is announced on your page" : "The maintenance is saved");
      go(`/dashboard/maintenance/${saved.id}`, { replace: true });
    },
  });
  const names = new Map(page.services.map(({ id, name }) => [id, name]));
  const when = (local) => new Date(local).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
  const chosen = Object.fromEntries(form.values.service_ids.map((id) => [id, ""]));
  return html`
    <${Heading} title=${isNew ? "Schedule maintenance" : `Edit “${maintenance.title}”`} back=${[home, isNew ? "Maintenance" : maintenance.title]} />
    <${ChangedMeanwhile} ...${conflict} words=${{ start: when, end: when, service_ids: (ids) => both(ids.map((id) => names.get(id) ?? "a deleted service")) }} />
    <${Form} form=${form} action=${isNew ? "Schedule maintenance" : "Save"} extra=${html`<a class="button" href=${home}>Cancel</a>`}>
      <${Field} form=${form} name="title" label="Title" hint="What is going to be done, such as “Database upgrade”." maxlength="200" />
      <${Field} form=${form} name="description" label="Description (optional)" as="textarea" rows="3" maxlength="5000" hint="What visitors will notice." />
      ${(isNew || !isFinished(maintenance)) && html`<${Times} form=${form} maintenance=${maintenance} zone=${organization.time_zone} />`}
      ${!isSet(maintenance.status) && html`<${Affects} services=${page.services} chosen=${chosen} statuses=${false} legend="Services" hint="They show “Under maintenance” while it runs." onChange=${(given) => form.set({ service_ids: Object.keys(given) })} />`}
    </${Form}>`;
}


