// Scheduling maintenance, and editing it.
import { html } from "../../../vendor/preact.js";
import { useRef } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { DURATIONS, LONGEST } from "../../facts/forms.js";
import { required } from "../../parts/checks.js";
import { draftOf } from "../../parts/drafts.js";
import { Field } from "../../parts/fields.js";
import { Form } from "../../parts/form.js";
import { MarkdownField } from "../../parts/markdown-field.js";
import { toast } from "../../parts/toast.js";
import { viewerZone, zoneName } from "../../parts/zones.js";
import { isFinished } from "../../page/states.js";
import { MOMENT, corrected, lengthBetween } from "../../page/times.js";
import { FromTemplate } from "../entries/from-template.js";
import { go } from "../routing.js";
import { Affects, asChosen } from "../shared/affects.js";
import { ChangedMeanwhile } from "../shared/changed-meanwhile.js";
import { useEditing } from "../shared/editing.js";
import { Heading } from "../shared/heading.js";
import { lazy } from "../shared/lazy.js";
import { lost } from "../shared/permission.js";
import { both } from "../shared/words.js";
import { Zoned } from "../shared/zoned.js";
import { ahead } from "../store.js";
import { Told, quiet } from "../entries/told.js";
import { AsDraft } from "../entries/as-draft.js";
import { hasBegun, idsOf } from "./facts.js";
import { useSeries } from "./use-series.js";
import * as localTime from "../shared/local-time.js";
import { TimeField, wrongTime } from "../shared/time-field.js";

const FIELDS = { title: "Title", description: "Description", scheduled_start: "Start", scheduled_end: "End", service_ids: "Services" };
const DAY = 86_400_000;

const nowHere = () => new Date(corrected(Date.now()));

/** The next full hour, so many hours later. */
const fullHour = (hoursLater) => localTime.known(new Date(nowHere().setHours(nowHere().getHours() + 1 + hoursLater, 0, 0, 0)).toISOString());

const read = (maintenance) => ({
  ...maintenance,
  scheduled_start: localTime.known(maintenance.scheduled_start),
  scheduled_end: localTime.known(maintenance.scheduled_end),
  service_ids: idsOf(maintenance.services),
});

/** As the API takes it. */
const asRequest = ({ scheduled_start: start, scheduled_end: end, repeat, repeat_until: until, notify, ...others }) => ({ ...others, ...quiet({ notify }), ...(start && { scheduled_start: start.at }), ...(end && { scheduled_end: end.at }) });

function wrongTimes({ scheduled_start: start, scheduled_end: end }) {
  const wrong = { scheduled_start: wrongTime(start, "Enter when it starts"), scheduled_end: wrongTime(end, "Enter when it ends") };
  if (wrong.scheduled_start || wrong.scheduled_end) return wrong;
  const length = new Date(end.at) - new Date(start.at);
  if (length <= 0) return { scheduled_end: "End must be after the start" };
  return { scheduled_end: length > DURATIONS.maintenance * DAY ? `End must be within ${DURATIONS.maintenance} days of the start` : "" };
}

const Times = ({ form, maintenance, zone }) => {
  const [{ at: from }, { at: to }] = [form.values.scheduled_start, form.values.scheduled_end];
  return html`
    <div class="side-by-side">
      <${TimeField} form=${form} name="scheduled_start" label="Start" stored=${maintenance.scheduled_start} disabled=${hasBegun(maintenance)} />
      <${TimeField} form=${form} name="scheduled_end" label="End" stored=${maintenance.scheduled_end} />
    </div>
    <p class="hint" aria-live="polite">In your time zone, ${zoneName(viewerZone)}.${from && new Date(to) > new Date(from) && html` <strong>${lengthBetween(from, to)}</strong>: <${Zoned} from=${from} to=${to} zone=${zone} />`}</p>`;
};

const when = ({ at }) => at && MOMENT(new Date(at)).format(new Date(at));

/** What another person's changes are called, by field. */
const wordsFor = (services) => ({ scheduled_start: when, scheduled_end: when, service_ids: (ids) => both(services.filter(({ id }) => ids.includes(id)).map(({ name }) => name)) });

/** What a template puts into the form; its length counts from the chosen start. */
const wanted = ({ scheduled_start: start }) => ({ title, description, texts, service_ids: ids, duration_minutes: minutes }) => ({
  title,
  description: description || texts.scheduled,
  service_ids: ids.toSorted(),
  ...(minutes && start.at && { scheduled_end: localTime.known(new Date(Date.parse(start.at) + minutes * 60_000).toISOString()) }),
});

/** Whether new maintenance is over already: then it is recorded as completed. */
const isPast = ({ id }, { scheduled_end: end }) => !id && Boolean(end.at) && new Date(end.at) <= nowHere();

/** Whether it is to take place at other times: that is told. */
const isMoved = (maintenance, values) => ["scheduled_start", "scheduled_end"].some((name) => values[name].at !== maintenance[name]);

/** How it repeats, as the API takes it; undefined for what does not. */
function repeatOf({ repeat, repeat_until: until }) {
  const [every, interval] = repeat.split(" ");
  return every ? { every, interval: Number(interval), until } : undefined;
}

function useMaintenanceForm(maintenance, home, { asDraft, scope, onSaved }) {
  const isNew = !maintenance.id;
  const hasTimes = isNew || !isFinished(maintenance);
  return useEditing({
    kind: "maintenance",
    resource: maintenance,
    initial: { title: "", description: "", scheduled_start: fullHour(24), scheduled_end: fullHour(26), service_ids: [], repeat: "", repeat_until: "" },
    fields: FIELDS,
    read,
    draft: draftOf(`maintenance.${maintenance.id ?? "new"}`),
    check: (values) => ({ title: required("what is going to be done, in a few words")(values.title), ...(hasTimes && wrongTimes(values)), repeat_until: isNew && !isPast(maintenance, values) && values.repeat && !values.repeat_until ? "Enter the last day" : "" }),
    save: async (changes, options) => {
      const isOver = isPast(maintenance, changes);
      const body = { ...asRequest(changes), ...(isOver ? { status: "completed" } : isNew && { repeat: repeatOf(changes), draft: asDraft.current }), ...(scope.current === "following" && { following: true }) };
      const saved = isNew ? await api.post("/api/maintenance", body) : await api.put(`/api/maintenance/${maintenance.id}`, body, options);
      ahead("maintenance", saved);
      onSaved();
      toast(saved.draft ? "The draft is saved: only your team sees it" : isOver ? "The maintenance is in your page's history" : isNew ? "The maintenance is announced on your page" : "The maintenance is saved");
      go(`/dashboard/maintenance/${saved.id}`, { replace: true });
    },
    unchanged: () => go(home, { replace: true }),
  });
}

const RepeatFields = lazy(async () => (await import("./repeat-fields.js")).RepeatFields, () => null);
const SCOPES = [["one", "Only this one"], ["following", "This one and those after it"]];

export function EditMaintenance({ maintenance, page, organization, onSaved = () => {} }) {
  const isNew = !maintenance.id;
  const zone = organization.time_zone;
  const asDraft = useRef(false);
  const scope = useRef("one");
  const series = useSeries().of(maintenance);
  const home = isNew ? "/dashboard/maintenance" : `/dashboard/maintenance/${maintenance.id}`;
  const { form, conflict } = useMaintenanceForm(maintenance, home, { asDraft, scope, onSaved });
  const isOver = isPast(maintenance, form.values);
  const choose = (given) => form.set({ service_ids: Object.keys(given).toSorted() });
  return html`
    <${Heading} title=${isNew ? "Schedule maintenance" : html`Edit${maintenance.draft ? " draft" : ""} “<bdi>${maintenance.title}</bdi>”`} named=${isNew ? "Schedule maintenance" : `Edit “${maintenance.title}”`} back=${[home, isNew ? "Maintenance" : maintenance.title]} />
    <${ChangedMeanwhile} ...${conflict} words=${wordsFor(page.services)} />
    <${Form} form=${form} publishes action=${isOver ? "Record maintenance" : isNew ? "Schedule maintenance" : "Save"} refusal=${lost("run")} cancel=${home} also=${isNew && !isOver && html`<${AsDraft} form=${form} asDraft=${asDraft} />`} side=${!hasBegun(maintenance) && html`
      <${Affects} services=${page.services} chosen=${asChosen(form.values.service_ids)} statuses=${false} legend="Services" hint="They show “Under maintenance” while it runs." onChange=${choose} />`}>
      ${isNew && html`<${FromTemplate} kind="maintenance" form=${form} fields=${FIELDS} wanted=${wanted(form.values)} filled=${["scheduled_end"]} />`}
      <${Field} form=${form} name="title" label="Title" hint="What is going to be done, such as “Database upgrade”." maxlength=${LONGEST.title} />
      <${MarkdownField} form=${form} name="description" label="Description (optional)" rows="3" maxlength=${LONGEST.text} hint="What visitors will notice." />
      ${(isNew || !isFinished(maintenance)) && html`<${Times} form=${form} maintenance=${maintenance} zone=${zone} />`}
      ${isNew && !isOver && html`<label class="choice"><input type="checkbox" checked=${Boolean(form.values.repeat)} onChange=${({ target }) => form.set({ repeat: target.checked ? "week 1" : "" })} /><span>Repeats</span></label>`}
      ${isNew && !isOver && form.values.repeat && html`<${RepeatFields} form=${form} zone=${zone} />`}
      ${series && html`<fieldset class="field"><legend>What changes</legend><p class="hint">${series.summary}</p>
        ${SCOPES.map(([value, label]) => html`<label class="choice" key=${value}><input type="radio" name="scope" defaultChecked=${value === "one"} onChange=${() => (scope.current = value)} /><span>${label}</span></label>`)}</fieldset>`}
      ${!maintenance.draft && !isOver && (isNew || isMoved(maintenance, form.values)) && html`<${Told} form=${form} services=${form.values.service_ids} />`}
      ${isOver && html`<p class="notice" role="status">It is over by then: it is recorded as completed. Its services stay as they are now, and their history says that they were under maintenance.</p>`}
    <//>`;
}
