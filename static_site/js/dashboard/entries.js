// /dashboard/incidents and /dashboard/maintenance: their lists, a page for each, and what can be done about it.
// Why both in one: docs/decisions/0019-dashboard-budget.md.
import { html } from "../../vendor/preact.js";
import { useEffect, useRef, useState } from "../../vendor/hooks.js";
import { viewerZone, zoneName } from "../account/forms.js";
import { Problem, api } from "../api.js";
import { Choices, Dialog, Field, Form, FormDialog, attempted, confirmed, draftOf, required, shown, toast, useForm } from "../parts/form.js";
import { INCIDENT_SENTENCES, MAINTENANCE_SENTENCES, MAINTENANCE_STEPS } from "../facts/forms.js";
import { IMPACT, INCIDENT_STATUS, RESOLVED } from "../facts/page.js";
import { Affected, Badge, Icon, Prose, Time, Timeline, due, isFinished, isRunning, lengthBetween, maintenanceTone, relative, updatesOf, words } from "../status.js";
import { Affects, ChangedMeanwhile, Failure, Heading, More, ReadOnly, Skeleton, Zoned, asChosen, asRequest, both, useEditing, useList } from "./parts.js";
import { ahead, go, isGone, known, listen, may } from "./store.js";

/** One entry: from the live page, else asked for. {entry, problem, retry}; a deleted one is a 404. */
function useEntry(kind, id) {
  const [asked, setAsked] = useState({});
  const live = known(kind, id);
  const load = () => {
    if (isGone(id)) return setAsked({ problem: { status: 404 } });
    setAsked({});
    return api.get(`/api/${kind}/${id}`).then((entry) => setAsked({ entry }), (problem) => setAsked({ problem }));
  };
  useEffect(() => {
    let wasThere = Boolean(known(kind, id));
    if (!wasThere) load();
    return listen(() => {
      const isThere = Boolean(known(kind, id));
      if (wasThere && !isThere) load();
      wasThere = isThere;
    });
  }, [kind, id]);
  return { entry: live ?? asked.entry, problem: live ? null : asked.problem, retry: load };
}

/** Everything by id, what comes later in the arguments winning. */
const together = (...lists) => [...new Map(lists.flat().map((each) => [each.id, each])).values()];

const hasText = ({ title, description, services, updates }, wanted) =>
  [title, description, ...services.map(({ name }) => name), ...updates.map(({ text }) => text)].join("\n").toLowerCase().includes(wanted.trim().toLowerCase());

const Row = ({ kind, entry: { id, title, status }, tone, lines, aside }) => html`
  <li><a class="entry-row" href="/dashboard/${kind}/${id}">
    <${Icon} tone=${tone} />
    <span><strong>${title}</strong>${lines.map((line) => line && html`<span class="hint">${line}</span>`)}</span>
    <span><${Badge} tone=${tone}>${words(status)}<//><span class="hint">${aside}</span></span>
  </a></li>`;

const Filter = ({ kind, views, shown, onShow, text, onText }) => html`
  <div class="tools" role="search">
    <div class="segments" role="group" aria-label="Which ${kind}">
      ${views.map(([value, label]) => html`<label class="segment" key=${value}><input type="radio" name="shown" checked=${shown === value} onChange=${() => onShow(value)} /><span>${label}</span></label>`)}
    </div>
    <input type="search" aria-label="Find ${kind}" placeholder="Find by text or service" value=${text} onInput=${({ target }) => onText(target.value)} />
  </div>`;

/**
 * The page of all. `views` are [value, label], the last one going back as far as there is anything;
 * `partsOf(view, older)` answers [title, entries]; `row(entry)` draws one, `nothing(view)` what is said of none.
 */
function Entries({ kind, action, views, partsOf, row, nothing }) {
  const [shown, show] = useState(views[0][0]);
  const [text, setText] = useState("");
  const { items: older = [], ...rest } = useList(`/api/${kind}`, true);
  const parts = partsOf(shown, older)
    .map(([title, entries]) => [title, entries.filter((each) => hasText(each, text))])
    .filter(([, entries]) => entries.length);
  return html`
    <${Heading} title=${words(kind)}>${may("member") && html`<a class="button primary" href="/dashboard/${kind}/new">${action}</a>`}<//>
    <${ReadOnly} what=${kind} />
    <${Filter} kind=${kind} views=${views} shown=${shown} onShow=${show} text=${text} onText=${setText} />
    ${parts.map(([title, entries]) => html`<section key=${title} aria-label=${title}>${title !== words(kind) && html`<h2>${title}</h2>`}<ul class="rows" aria-label=${title}>${entries.map(row)}</ul></section>`)}
    ${!parts.length && html`<div class="empty teaching">${text ? `Nothing has “${text}” in it.` : nothing(shown)}</div>`}
    ${shown === views.at(-1)[0] && html`<${More} ...${rest} />`}`;
}

async function remove(kind, one, entry, warning) {
  const text = html`<p>It disappears from your page and its history, with everything said about it.</p>${warning && html`<p>${warning}</p>`}`;
  if (!(await confirmed({ title: `Delete “${entry.title}”?`, text, action: `Delete ${one}` }))) return;
  if (!(await attempted(() => api.delete(`/api/${kind}/${entry.id}`)))) return;
  go(`/dashboard/${kind}`, { replace: true });
  ahead(kind, { id: entry.id, deleted: true });
  toast(`The ${one} is deleted`);
}

/** The page of one; `draw(entry)` shows it, once it is there. */
function Entry({ kind, one, route, draw }) {
  const { entry, problem, retry } = useEntry(kind, route.id);
  if (entry) return draw(entry);
  if (!problem) return html`<${Skeleton} />`;
  const isMissing = problem.status === 404;
  return html`
    <${Heading} title=${isMissing ? `This ${one} is not there any more` : words(one)} back=${[`/dashboard/${kind}`, words(kind)]} />
    ${isMissing ? html`<p class="empty">It was deleted, or the address is mistyped.</p>` : html`<${Failure} problem=${problem} retry=${retry} />`}`;
}

/** What is shown of it: `edit` is the button for that, `warning` what deleting does, `facts` are [name, value]. */
const EntryView = ({ kind, one, entry, slug, tone, badges, edit, warning, facts, updates = entry.updates, children }) => html`
  <${Heading} title=${entry.title} back=${[`/dashboard/${kind}`, words(kind)]}>
    ${may("member") && html`${edit}<button class="button quiet" onClick=${() => remove(kind, one, entry, warning)}>Delete</button>`}
  <//>
  <p class="badges">${badges}
    <a class="hint" href="/status/${slug}/${kind}/${entry.id}" target="_blank" rel="noopener">On your page<span class="visually-hidden"> (opens in a new tab)</span></a></p>
  <div class="detail">
    <div>
      ${may("member") ? children : html`<${ReadOnly} what=${kind} />`}
      ${updates.length > 0 && html`<section class="panel tone-${tone}" aria-labelledby="updates"><h2 id="updates">Updates</h2><${Timeline} updates=${updates} /></section>`}
    </div>
    <aside class="panel" aria-label="About this ${one}">
      <dl class="facts">${facts.filter(Boolean).map(([name, ...value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
    </aside>
  </div>`;

const Newer = ({ news, close }) => html`
  <${Dialog} title="Somebody else was faster" onClose=${() => close(false)}>
    <p>This was said while you were writing:</p>
    ${news.length ? html`<${Timeline} updates=${news} />` : html`<p class="hint">No words: something about it was edited.</p>`}
    <div class="actions">
      <button class="button primary" onClick=${() => close(true)}>Post mine as well</button>
      <button class="button" onClick=${() => close(false)}>Back to my text</button>
    </div>
  <//>`;

/** A form that posts about the entry as it was when typing began; when others were faster, asks before posting. */
function useComposer({ kind, entry, initial, check, post, done }) {
  const draft = draftOf(`${kind}.${entry.id}`, ({ text }) => !text);
  const seen = useRef(entry);
  const form = useForm({
    initial,
    check,
    draft,
    submit: async (values) => {
      try {
        return finished(await post(values, { version: seen.current.version }), values);
      } catch (problem) {
        if (!problem.isConflict) throw problem;
        return faster(values);
      }
    },
  });

  async function faster(values) {
    const newer = await api.get(`/api/${kind}/${entry.id}`);
    const said = new Set(seen.current.updates.map(({ id }) => id));
    const news = newer.updates.filter(({ id }) => !said.has(id));
    const goesOn = await shown(({ close }) => html`<${Newer} news=${news} close=${close} />`);
    seen.current = newer;
    ahead(kind, newer);
    if (!goesOn) throw new Problem({ status: 412, detail: "Nothing was posted. Your text is still here." });
    return finished(await post(values, { version: newer.version }), values);
  }

  function finished(saved, values) {
    draft.forget();
    seen.current = saved;
    ahead(kind, saved);
    form.setValues({ ...initial, status: saved.status });
    done(saved, values);
  }

  /** Whoever types has seen what was on the screen when they began. */
  const begin = () => {
    if (!form.values.text) seen.current = known(kind, entry.id) ?? entry;
  };
  if (!form.values.text && !form.saving) begin();
  useEffect(() => {
    if (!form.values.text) form.set({ status: entry.status });
  }, [entry.status]);
  return { form, begin };
}

/** The box for saying more and moving on. `more(form)` draws what else can be said, `hasMore(values)` tells whether it was. */
function Composer({ kind, entry, title = "Post an update", states, label, standard = {}, initial, more = () => null, hasMore = () => false, post }) {
  const { form, begin } = useComposer({
    kind,
    entry,
    initial: { text: "", status: entry.status, ...initial },
    check: (values) => ({ text: !values.text.trim() && values.status === entry.status && !hasMore(values) ? "Enter what there is to say, or choose another state" : "" }),
    post,
    done: (saved) => toast(saved.status === entry.status ? "The update is on your page" : `${words(saved.status)}: it is on your page`),
  });
  const sentence = form.values.status === entry.status ? undefined : standard[form.values.status];
  return html`
    <section class="panel" aria-labelledby="say" onFocusIn=${begin}>
      <h2 id="say">${title}</h2>
      <${Form} form=${form} action=${label(form.values)} saving="Posting…">
        ${states.length > 1 && html`<${Choices} form=${form} name="status" label="State" options=${states} compact />`}
        <${Field} form=${form} name="text" label="What you say" as="textarea" rows="4" maxlength="5000" placeholder=${sentence} hint=${sentence && "Left empty, visitors read the sentence in the box."} />
        ${more(form)}
      <//>
    </section>`;
}

const STATES = Object.entries(INCIDENT_STATUS);
const IMPACTS = Object.entries(IMPACT).map(([value, [label]]) => [value, label]);

const isOpen = ({ status }) => status !== RESOLVED;
const toneOf = (incident) => (isOpen(incident) ? IMPACT[incident.impact][1] : "ok");
const newestFirst = (a, b) => (a.id < b.id ? 1 : -1);
const names = (services) => both(services.map(({ name }) => name));
const idsOf = (services) => services.map(({ id }) => id);

function NewIncident({ page, organization }) {
  const draft = draftOf(`incident.${organization.id}`, ({ title, description, services }) => !title && !description && !Object.keys(services).length);
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
    <${Form} form=${form} action="Open incident" saving="Opening…" cancel="/dashboard/incidents">
      <${Field} form=${form} name="title" label="Title" hint="What visitors notice, such as “Card payments are failing”." maxlength="200" />
      <${Field} form=${form} name="description" label="First update (optional)" as="textarea" rows="4" maxlength="5000" hint="What you know, and when you will say more. Left empty, it says that you are investigating." />
      <${Affects} services=${page.services} chosen=${form.values.services} onChange=${(services) => form.set({ services })} hint="Each can get a new status now; it is given back when you resolve the incident." />
      <${Field} form=${form} name="impact" label="Impact" hint="By default, what the worst status above means." options=${[["", "From the services"], ...IMPACTS]} />
      <${Choices} form=${form} name="status" label="Where you are" options=${STATES.slice(0, 3)} compact />
    <//>`;
}

const read = (incident) => ({ ...incident, service_ids: idsOf(incident.services) });

function EditIncident({ incident, services, onClose }) {
  const { form, conflict } = useEditing({
    kind: "incidents",
    resource: incident,
    fields: { title: "Title", impact: "Impact", service_ids: "Affected services" },
    read,
    check: ({ title }) => ({ title: required("a title")(title) }),
    save: async (values, options) => {
      ahead("incidents", await api.put(`/api/incidents/${incident.id}`, values, options));
      toast("The incident is saved");
      onClose();
    },
  });
  const listed = together(incident.services, services);
  const say = { impact: (impact) => IMPACT[impact][0], service_ids: (ids) => names(listed.filter(({ id }) => ids.includes(id))) };
  return html`
    <${FormDialog} title="Edit incident" form=${form} action="Save" onClose=${onClose} above=${html`<${ChangedMeanwhile} ...${conflict} words=${say} />`}>
      <${Field} form=${form} name="title" label="Title" maxlength="200" />
      <${Field} form=${form} name="impact" label="Impact" options=${IMPACTS} />
      <${Affects} services=${listed} chosen=${asChosen(form.values.service_ids)} statuses=${false} onChange=${(given) => form.set({ service_ids: Object.keys(given) })} />
    <//>`;
}

function post(incident, { text, status, services, kept }, options) {
  const { service_status: given } = asRequest(services);
  const restoring = status === RESOLVED && { restore_services: !kept.length || idsOf(incident.services).filter((id) => !kept.includes(id)) };
  const moves = status !== incident.status;
  if (!text.trim() && isOpen(incident) && !given) return api.put(`/api/incidents/${incident.id}/status`, { status, ...restoring }, options);
  const said = text.trim() || INCIDENT_SENTENCES[status];
  return api.post(`/api/incidents/${incident.id}/updates`, { text: said, ...(moves && { status }), ...(given && { service_status: given }), ...restoring }, options);
}

const labelOf = (incident, { status, text }) => {
  if (status === incident.status) return "Post update";
  if (!isOpen(incident)) return "Reopen incident";
  if (status === RESOLVED) return "Resolve incident";
  return text.trim() ? `Post update and mark ${status}` : `Mark ${status}`;
};

/** What the affected services are in now; on resolving, which of them work again: all, but for those `kept`. */
const Services = ({ form, incident, affected }) => {
  const { status, services, kept } = form.values;
  const down = affected.filter((each) => each.status !== "operational");
  if (status !== RESOLVED) return affected.length > 0 && html`
    <details class="earlier"><summary>Change what the services are in</summary>
      <${Affects} services=${affected} chosen=${services} onChange=${(given) => form.set({ services: given })} legend="Services with a new status" />
    </details>`;
  return isOpen(incident) && down.length > 0 && html`
    <${Affects} services=${down} chosen=${asChosen(idsOf(down).filter((id) => !kept.includes(id)))} statuses=${false} legend="Make operational again"
      hint="What another incident or maintenance holds stays as that says." onChange=${(given) => form.set({ kept: idsOf(down).filter((id) => !(id in given)) })} />`;
};

function Incident({ incident, page, now, organization }) {
  const [isEditing, edit] = useState(false);
  const { impact, services, started_at: started, resolved_at: resolved } = incident;
  const affected = page.services.filter(({ id }) => idsOf(services).includes(id));
  return html`
    <${EntryView} kind="incidents" one="incident" entry=${incident} slug=${organization.slug} tone=${toneOf(incident)}
      badges=${html`<${Badge} tone=${toneOf(incident)}>${words(incident.status)}<//><${Badge} tone=${IMPACT[impact][1]}>${IMPACT[impact][0]}<//>`}
      edit=${html`<button class="button" onClick=${() => edit(true)}>Edit</button>`}
      warning=${isOpen(incident) && "Its services become operational again, unless something else holds them. To end it instead, post an update that resolves it."}
      facts=${[
        ["Started", html`<${Time} at=${started} />`, html`<span class="hint">${relative(started, now)}</span>`],
        resolved && ["Resolved", html`<${Time} at=${resolved} />`, html`<span class="hint">after ${lengthBetween(started, resolved)}</span>`],
        ["Affected", services.length ? html`<${Affected} services=${services} />` : "No service"],
      ]}>
      <${Composer} kind="incidents" entry=${incident} title=${isOpen(incident) ? "Post an update" : "Add to this incident, or reopen it"} states=${STATES} standard=${INCIDENT_SENTENCES}
        initial=${{ services: {}, kept: [] }} hasMore=${(values) => Object.keys(values.services).length} label=${(values) => labelOf(incident, values)}
        more=${(form) => html`<${Services} form=${form} incident=${incident} affected=${affected} />`} post=${(values, options) => post(incident, values, options)} />
    <//>
    ${isEditing && html`<${EditIncident} incident=${incident} services=${page.services} onClose=${() => edit(false)} />`}`;
}

const nothing = (shown) => html`
  <h2>${shown === "open" ? "No open incidents" : "No incidents yet"}</h2>
  <p>When something breaks, open an incident: say what visitors notice, and which services it touches. Every update you post is on
    their screens within a second.</p>`;

function IncidentList({ page: { active_incidents: open, recent_incidents: recent }, now }) {
  const row = (incident) => html`
    <${Row} key=${incident.id} kind="incidents" entry=${incident} tone=${toneOf(incident)}
      lines=${[[IMPACT[incident.impact][0], incident.services.length && names(incident.services)].filter(Boolean).join(", "), incident.updates[0]?.text]}
      aside=${isOpen(incident) ? `started ${relative(incident.started_at, now)}` : html`<${Time} at=${incident.started_at} />, ${lengthBetween(incident.started_at, incident.resolved_at)}`} />`;
  return html`
    <${Entries} kind="incidents" action="Open incident" views=${[["open", `Open (${open.length})`], ["all", "All"]]} row=${row} nothing=${nothing}
      partsOf=${(shown, older) => [["Incidents", shown === "open" ? open : together(older, recent, open).sort(newestFirst)]]} />`;
}

export function IncidentsSection(state) {
  const { id } = state.route;
  if (!id) return html`<${IncidentList} ...${state} />`;
  return id === "new" ? html`<${NewIncident} ...${state} />` : html`<${Entry} key=${id} kind="incidents" one="incident" route=${state.route} draw=${(incident) => html`<${Incident} ...${state} incident=${incident} />`} />`;
}

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

const planned = (maintenance) => ({
  ...maintenance,
  scheduled_start: toLocal(maintenance.scheduled_start),
  scheduled_end: toLocal(maintenance.scheduled_end),
  service_ids: idsOf(maintenance.services),
});

const hasBegun = ({ status }) => status && status !== "scheduled";

/** What may still change is all that is sent. */
function bodyOf({ title, description, scheduled_start: start, scheduled_end: end, service_ids }, maintenance) {
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
    read: planned,
    draft,
    check: (values) => ({ title: required("what is going to be done, in a few words")(values.title), ...(hasTimes && wrongTimes(values)) }),
    save: async (values, options) => {
      const body = bodyOf(values, maintenance);
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
        ["Planned", html`<${Zoned} from=${start} to=${end} zone=${organization.time_zone} />`, html`<span class="hint">${lengthBetween(start, end)}${due(maintenance, now)}</span>`],
        began && ["Started", html`<${Time} at=${began} />`],
        ended && ["Ended", html`<${Time} at=${ended} />`, html`<span class="hint">after ${lengthBetween(began ?? start, ended)}</span>`],
        ["Services", services.length ? html`<${Affected} services=${services} planned />` : "No service"],
      ]}>
      ${maintenance.description && html`<${Prose} text=${maintenance.description} />`}
      <${Steps} maintenance=${maintenance} />
      <${Composer} kind="maintenance" entry=${maintenance} states=${[status, ...MAINTENANCE_STEPS[status]].map((each) => [each, words(each)])} standard=${MAINTENANCE_SENTENCES} post=${post}
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

const noMaintenance = () => html`
  <h2>No maintenance planned</h2>
  <p>Announce planned work before it happens. It starts and ends by itself at its times: its services show “Under maintenance” meanwhile, and
    get their state back.</p>`;

const latestFirst = (a, b) => b.scheduled_start.localeCompare(a.scheduled_start);

function MaintenanceList({ page, now, organization }) {
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
  return html`<${Entries} kind="maintenance" action="Schedule maintenance" views=${[["coming", "Running and coming"], ["past", "Past"]]} partsOf=${partsOf} row=${row} nothing=${noMaintenance} />`;
}

export function MaintenanceSection(state) {
  const { id } = state.route;
  if (!id) return html`<${MaintenanceList} ...${state} />`;
  return id === "new" ? html`<${EditMaintenance} ...${state} maintenance=${{}} />` : html`<${Entry} key=${id} kind="maintenance" one="maintenance" route=${state.route} draw=${(maintenance) => html`<${One} ...${state} maintenance=${maintenance} />`} />`;
}
