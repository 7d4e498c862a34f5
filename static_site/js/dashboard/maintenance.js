// /dashboard/maintenance: running, coming and past; scheduling it, and each with its next step.
import { html } from "../../vendor/preact.js";
import { useState } from "../../vendor/hooks.js";
import { viewerZone, zoneName } from "../account/forms.js";
import { api } from "../api.js";
import { Field, Form, draftOf, required } from "../parts/form.js";
import { attempted, confirmed, toast } from "../parts/overlays.js";
import { Affected, Badge, Prose, Time, due, isFinished, isRunning, lengthBetween, maintenanceTone, updatesOf, words } from "../status.js";
import { Composer, Entries, Entry, EntryView, Row, together } from "./incidents.js";
import { Affects, ChangedMeanwhile, Heading, Zoned, asChosen, both, useEditing } from "./parts.js";
import { ahead, go, known } from "./store.js";

// Times as <input type="datetime-local"> has them, in the viewer's zone, and as the API has them.
const two = (number) => String(number).padStart(2, "0");

/** "2026-11-24T15:00" for an instant. */
function toLocal(at) {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The instant of a local time; empty when it is none. */
function fromLocal(text) {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString();
}

/** The next full hour, so many hours later. */
const fullHour = (hoursLater) => toLocal(new Date().setHours(new Date().getHours() + 1 + hoursLater, 0, 0, 0));
const later = (at, minutes) => new Date(new Date(at).getTime() + minutes * 60_000).toISOString();

const FIELDS = { title: "Title", description: "Description", scheduled_start: "Start", scheduled_end: "End", service_ids: "Services" };
const names = (services) => both(services.map(({ name }) => name));

const read = (maintenance) => ({
  ...maintenance,
  scheduled_start: toLocal(maintenance.scheduled_start),
  scheduled_end: toLocal(maintenance.scheduled_end),
  service_ids: maintenance.services.map(({ id }) => id),
});

const hasBegun = ({ status }) => status && status !== "scheduled";

/** What may still change is all that is sent. */
function asRequest({ title, description, scheduled_start: start, scheduled_end: end, service_ids }, maintenance) {
  if (maintenance.id && isFinished(maintenance)) return { title, description };
  const ending = { title, description, scheduled_end: fromLocal(end) };
  return hasBegun(maintenance) ? ending : { ...ending, scheduled_start: fromLocal(start), service_ids };
}

const wrongTimes = ({ scheduled_start: start, scheduled_end: end }) => ({
  scheduled_start: fromLocal(start) ? "" : "Enter when it starts",
  scheduled_end: !fromLocal(end) ? "Enter when it ends" : fromLocal(end) <= fromLocal(start) ? "End must be after the start" : "",
});

const Times = ({ form, maintenance, zone }) => {
  const [from, to] = [fromLocal(form.values.scheduled_start), fromLocal(form.values.scheduled_end)];
  return html`
    <div class="side-by-side">
      <${Field} form=${form} name="scheduled_start" label="Start" type="datetime-local" disabled=${hasBegun(maintenance)} />
      <${Field} form=${form} name="scheduled_end" label="End" type="datetime-local" />
    </div>
    <p class="hint" aria-live="polite">In your time zone, ${zoneName(viewerZone)}.${from && to > from && html` <strong>${lengthBetween(from, to)}</strong>: <${Zoned} from=${from} to=${to} zone=${zone} />`}</p>`;
};

function EditMaintenance({ maintenance, page, organization }) {
  const isNew = !maintenance.id;
  const hasTimes = isNew || !isFinished(maintenance);
  const home = isNew ? "/dashboard/maintenance" : `/dashboard/maintenance/${maintenance.id}`;
  const draft = isNew ? draftOf(`maintenance.${organization.id}`, ({ title, description, service_ids }) => !title && !description && !service_ids.length) : undefined;
  const { form, conflict } = useEditing({
    kind: "maintenance",
    resource: maintenance,
    initial: { title: "", description: "", scheduled_start: fullHour(24), scheduled_end: fullHour(26), service_ids: [] },
    fields: FIELDS,
    read,
    draft,
    check: (values) => ({ title: required("what is going to be done, in a few words")(values.title), ...(hasTimes && wrongTimes(values)) }),
    save: async (values, options) => {
      const body = asRequest(values, maintenance);
      const saved = isNew ? await api.post("/api/maintenance", body) : await api.put(`/api/maintenance/${maintenance.id}`, body, options);
      draft?.forget();
      ahead("maintenance", saved);
      toast(isNew ? "The maintenance is announced on your page" : "The maintenance is saved");
      go(`/dashboard/maintenance/${saved.id}`, { replace: true });
    },
  });
  const when = (local) => new Date(local).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
  const say = { scheduled_start: when, scheduled_end: when, service_ids: (ids) => names(page.services.filter(({ id }) => ids.includes(id))) };
  return html`
    <${Heading} title=${isNew ? "Schedule maintenance" : `Edit “${maintenance.title}”`} back=${[home, isNew ? "Maintenance" : maintenance.title]} />
    <${ChangedMeanwhile} ...${conflict} words=${say} />
    <${Form} form=${form} action=${isNew ? "Schedule maintenance" : "Save"} cancel=${home}>
      <${Field} form=${form} name="title" label="Title" hint="What is going to be done, such as “Database upgrade”." maxlength="200" />
      <${Field} form=${form} name="description" label="Description (optional)" as="textarea" rows="3" maxlength="5000" hint="What visitors will notice." />
      ${hasTimes && html`<${Times} form=${form} maintenance=${maintenance} zone=${organization.time_zone} />`}
      ${!hasBegun(maintenance) && html`<${Affects} services=${page.services} chosen=${asChosen(form.values.service_ids)} statuses=${false} legend="Services" hint="They show “Under maintenance” while it runs." onChange=${(given) => form.set({ service_ids: Object.keys(given) })} />`}
    <//>`;
}

const write = (maintenance, path, body, options) => attempted(async () => ahead("maintenance", await api.put(`/api/maintenance/${maintenance.id}${path}`, body, options)));

async function endAt(maintenance, end) {
  const before = maintenance.scheduled_end;
  const done = await write(maintenance, "", { scheduled_end: end });
  if (done) toast(html`It now ends <${Time} at=${end} />`, { undo: () => write(known("maintenance", maintenance.id) ?? maintenance, "", { scheduled_end: before }) });
}

async function step(maintenance, status) {
  if (status === "cancelled") {
    const text = html`<p>Your page says that it has been cancelled. It cannot be brought back: schedule it anew instead.</p>`;
    if (!(await confirmed({ title: `Cancel “${maintenance.title}”?`, text, action: "Cancel maintenance" }))) return;
  }
  if (await write(maintenance, "/status", { status }, { version: maintenance.version })) toast(`${maintenance.title}: ${words(status).toLowerCase()}`);
}

const COMPLETE = [["completed", "Complete now", "primary"]];
const QUICK = { scheduled: [["in_progress", "Start now", "primary"], ["cancelled", "Cancel it"]], in_progress: COMPLETE, verifying: COMPLETE };
const EXTENSIONS = [[30, "30 minutes"], [60, "1 hour"]];

const Steps = ({ maintenance }) => !isFinished(maintenance) && html`
  <div class="actions">
    ${QUICK[maintenance.status].map(([status, label, tone = ""]) => html`<button key=${status} class="button ${tone}" onClick=${() => step(maintenance, status)}>${label}</button>`)}
    ${isRunning(maintenance) && EXTENSIONS.map(([minutes, length]) => html`<button key=${minutes} class="button" onClick=${() => endAt(maintenance, later(maintenance.scheduled_end, minutes))}>Extend by ${length}</button>`)}
  </div>`;

const NEXT = {
  scheduled: ["scheduled", "in_progress"],
  in_progress: ["in_progress", "verifying", "completed", "cancelled"],
  verifying: ["verifying", "in_progress", "completed", "cancelled"],
  completed: ["completed"],
  cancelled: ["cancelled"],
};

function Maintenance({ maintenance, organization, now }) {
  const { id, status, scheduled_start: start, scheduled_end: end, actual_start: began, actual_end: ended, services } = maintenance;
  const tone = maintenanceTone(maintenance);
  const post = ({ text, status: next }, options) => api.put(`/api/maintenance/${id}/status`, { status: next, ...(text.trim() && { text }) }, options);
  return html`
    <${EntryView} kind="maintenance" one="maintenance" entry=${maintenance} slug=${organization.slug} tone=${tone} updates=${updatesOf(maintenance)}
      badges=${html`<${Badge} tone=${tone}>${words(status)}<//>`}
      edit=${html`<a class="button" href="/dashboard/maintenance/${id}/edit">Edit</a>`}
      warning=${isRunning(maintenance) && "Its services get back the state they had."}
      facts=${[
        ["Planned", html`<${Zoned} from=${start} to=${end} zone=${organization.time_zone} />`, html`<span class="hint"> ${lengthBetween(start, end)}${due(maintenance, now)}</span>`],
        began && ["Started", html`<${Time} at=${began} />`],
        ended && ["Ended", html`<${Time} at=${ended} />`, html`<span class="hint"> after ${lengthBetween(began ?? start, ended)}</span>`],
        ["Services", services.length ? html`<${Affected} services=${services} planned />` : "No service"],
      ]}>
      ${maintenance.description && html`<${Prose} text=${maintenance.description} />`}
      <${Steps} maintenance=${maintenance} />
      <${Composer} kind="maintenance" entry=${maintenance} states=${NEXT[status].map((each) => [each, words(each)])} post=${post}
        label=${(values) => (values.status === status ? "Post update" : `Post update and mark ${words(values.status).toLowerCase()}`)} />
    <//>`;
}

/** The form keeps what it was opened on, however the entry moves on. */
function One({ maintenance, ...state }) {
  const [opened] = useState({});
  const isEditing = state.route.part === "edit";
  opened.maintenance = isEditing ? opened.maintenance ?? maintenance : undefined;
  return isEditing ? html`<${EditMaintenance} ...${state} maintenance=${opened.maintenance} />` : html`<${Maintenance} ...${state} maintenance=${maintenance} />`;
}

const nothing = () => html`
  <h2>No maintenance planned</h2>
  <p>Announce planned work before it happens. It starts and ends by itself at its times: its services show “Under maintenance” meanwhile, and
    get their state back.</p>`;

const latestFirst = (a, b) => b.scheduled_start.localeCompare(a.scheduled_start);

function List({ page, now, organization }) {
  const row = (maintenance) => {
    const from = maintenance.actual_start ?? maintenance.scheduled_start;
    const to = maintenance.actual_end ?? maintenance.scheduled_end;
    return html`
      <${Row} key=${maintenance.id} kind="maintenance" entry=${maintenance} tone=${maintenanceTone(maintenance)}
        lines=${[html`<${Zoned} from=${from} to=${to} zone=${organization.time_zone} />`, maintenance.services.length > 0 && names(maintenance.services)]}
        aside=${`${lengthBetween(from, to)}${due(maintenance, now)}`} />`;
  };
  const partsOf = (shown, older) => {
    const all = together(older, page.maintenance).sort(latestFirst);
    if (shown === "past") return [["Past", all.filter(isFinished)]];
    return [["In progress", all.filter(isRunning)], ["Coming", all.filter(({ status }) => status === "scheduled").reverse()]];
  };
  return html`<${Entries} kind="maintenance" action="Schedule maintenance" views=${[["coming", "Running and coming"], ["past", "Past"]]} partsOf=${partsOf} row=${row} nothing=${nothing} />`;
}

export function MaintenanceSection(state) {
  const { id } = state.route;
  if (!id) return html`<${List} ...${state} />`;
  return id === "new" ? html`<${EditMaintenance} ...${state} maintenance=${{}} />` : html`<${Entry} key=${id} kind="maintenance" one="maintenance" route=${state.route} draw=${(maintenance) => html`<${One} ...${state} maintenance=${maintenance} />`} />`;
}
