// /dashboard/incidents, and what maintenance has in common with it: a list with filters, a page for each, the box for saying more.
import { html } from "../../vendor/preact.js";
import { useEffect, useState } from "../../vendor/hooks.js";
import { api } from "../api.js";
import { Choices, Field, Form, draftOf, required, useForm } from "../parts/form.js";
import { FormDialog, attempted, confirmed, toast } from "../parts/overlays.js";
import { Affected, Badge, IMPACT, Icon, Time, Timeline, lengthBetween, relative, words } from "../status.js";
import { Affects, ChangedMeanwhile, Failure, Heading, ReadOnly, Skeleton, asChosen, asRequest, both, useComposer, useEditing } from "./parts.js";
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

/** Older entries, page by page; {older, more, loading, problem}: `more` is undefined at the end. */
function useOlder(kind) {
  const [state, setState] = useState({ older: [], cursor: undefined });
  const more = async () => {
    setState((before) => ({ ...before, loading: true, problem: null }));
    try {
      const { items, next_cursor: cursor } = await api.get(`/api/${kind}?limit=50${state.cursor ? `&cursor=${state.cursor}` : ""}`);
      setState((before) => ({ older: [...before.older, ...items], cursor }));
    } catch (problem) {
      setState((before) => ({ ...before, loading: false, problem }));
    }
  };
  return { ...state, more: state.cursor === null ? undefined : more };
}

const ShowOlder = ({ more, loading, problem }) => html`
  ${problem && html`<${Failure} problem=${problem} retry=${more} />`}
  ${more && !problem && html`<p><button class="button" aria-disabled=${loading} onClick=${() => loading || more()}>${loading ? "Loading…" : "Show older"}</button></p>`}`;

/** Everything by id, what comes later in the arguments winning. */
export const together = (...lists) => [...new Map(lists.flat().map((each) => [each.id, each])).values()];

const hasText = ({ title, description, services, updates }, wanted) =>
  [title, description, ...services.map(({ name }) => name), ...updates.map(({ text }) => text)].join("\n").toLowerCase().includes(wanted.trim().toLowerCase());

export const Row = ({ kind, entry: { id, title, status }, tone, lines, aside }) => html`
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
export function Entries({ kind, action, views, partsOf, row, nothing }) {
  const [shown, show] = useState(views[0][0]);
  const [text, setText] = useState("");
  const { older, ...rest } = useOlder(kind);
  const parts = partsOf(shown, older)
    .map(([title, entries]) => [title, entries.filter((each) => hasText(each, text))])
    .filter(([, entries]) => entries.length);
  return html`
    <${Heading} title=${words(kind)}>${may("member") && html`<a class="button primary" href="/dashboard/${kind}/new">${action}</a>`}<//>
    <${ReadOnly} what=${kind} />
    <${Filter} kind=${kind} views=${views} shown=${shown} onShow=${show} text=${text} onText=${setText} />
    ${parts.map(([title, entries]) => html`<section key=${title} aria-label=${title}>${title !== words(kind) && html`<h2>${title}</h2>`}<ul class="rows" aria-label=${title}>${entries.map(row)}</ul></section>`)}
    ${!parts.length && html`<div class="empty teaching">${text ? `Nothing has “${text}” in it.` : nothing(shown)}</div>`}
    ${shown === views.at(-1)[0] && html`<${ShowOlder} ...${rest} />`}`;
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
export function Entry({ kind, one, route, draw }) {
  const { entry, problem, retry } = useEntry(kind, route.id);
  if (entry) return draw(entry);
  if (!problem) return html`<${Skeleton} />`;
  const isMissing = problem.status === 404;
  return html`
    <${Heading} title=${isMissing ? `This ${one} is not there any more` : words(one)} back=${[`/dashboard/${kind}`, words(kind)]} />
    ${isMissing ? html`<p class="empty">It was deleted, or the address is mistyped.</p>` : html`<${Failure} problem=${problem} retry=${retry} />`}`;
}

/** What is shown of it: `edit` is the button for that, `warning` what deleting does, `facts` are [name, value]. */
export const EntryView = ({ kind, one, entry, slug, tone, badges, edit, warning, facts, updates = entry.updates, children }) => html`
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

/**
 * The box for saying more and moving on. `states` are [value, label]; `more(form)` draws what else can be said, `initial`
 * is its values and `hasMore(values)` whether it says anything; `label(values)` is the button's, `post(values, {version})` writes.
 */
export function Composer({ kind, entry, title = "Post an update", states, label, standard = {}, initial, more = () => null, hasMore = () => false, post }) {
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

// What visitors read when nothing else is said.
const SENTENCES = {
  investigating: "We are investigating this issue.",
  identified: "The issue has been identified and a fix is being worked on.",
  monitoring: "A fix is in place and we are watching the results.",
  resolved: "This incident has been resolved.",
};
const STATES = Object.keys(SENTENCES).map((status) => [status, words(status)]);
const IMPACTS = Object.entries(IMPACT).map(([value, [label]]) => [value, label]);

const isOpen = ({ status }) => status !== "resolved";
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
  const restoring = status === "resolved" && { restore_services: !kept.length || idsOf(incident.services).filter((id) => !kept.includes(id)) };
  const moves = status !== incident.status;
  if (!text.trim() && isOpen(incident) && !given) return api.put(`/api/incidents/${incident.id}/status`, { status, ...restoring }, options);
  const said = text.trim() || SENTENCES[status];
  return api.post(`/api/incidents/${incident.id}/updates`, { text: said, ...(moves && { status }), ...(given && { service_status: given }), ...restoring }, options);
}

const labelOf = (incident, { status, text }) => {
  if (status === incident.status) return "Post update";
  if (!isOpen(incident)) return "Reopen incident";
  if (status === "resolved") return "Resolve incident";
  return text.trim() ? `Post update and mark ${status}` : `Mark ${status}`;
};

/** What the affected services are in now; on resolving, which of them work again: all, but for those `kept`. */
const Services = ({ form, incident, affected }) => {
  const { status, services, kept } = form.values;
  const down = affected.filter((each) => each.status !== "operational");
  if (status !== "resolved") return affected.length > 0 && html`
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
      warning=${isOpen(incident) && services.length > 0 && `To end it instead, post an update that resolves it. ${names(services)} ${services.length > 1 ? "become" : "becomes"} operational again, unless something else holds ${services.length > 1 ? "them" : "it"}.`}
      facts=${[
        ["Started", html`<${Time} at=${started} />`, html`<span class="hint"> ${relative(started, now)}</span>`],
        resolved && ["Resolved", html`<${Time} at=${resolved} />`, html`<span class="hint"> after ${lengthBetween(started, resolved)}</span>`],
        ["Affected", services.length ? html`<${Affected} services=${services} />` : "No service"],
      ]}>
      <${Composer} kind="incidents" entry=${incident} title=${isOpen(incident) ? "Post an update" : "Add to this incident, or reopen it"} states=${STATES} standard=${SENTENCES}
        initial=${{ services: {}, kept: [] }} hasMore=${(values) => Object.keys(values.services).length} label=${(values) => labelOf(incident, values)}
        more=${(form) => html`<${Services} form=${form} incident=${incident} affected=${affected} />`} post=${(values, options) => post(incident, values, options)} />
    <//>
    ${isEditing && html`<${EditIncident} incident=${incident} services=${page.services} onClose=${() => edit(false)} />`}`;
}

const nothing = (shown) => html`
  <h2>${shown === "open" ? "No open incidents" : "No incidents yet"}</h2>
  <p>When something breaks, open an incident: say what visitors notice, and which services it touches. Every update you post is on
    their screens within a second.</p>`;

function List({ page: { active_incidents: open, recent_incidents: recent }, now }) {
  const row = (incident) => html`
    <${Row} key=${incident.id} kind="incidents" entry=${incident} tone=${toneOf(incident)}
      lines=${[[IMPACT[incident.impact][0], incident.services.length && names(incident.services)].filter(Boolean).join(", "), incident.updates[0]?.text]}
      aside=${isOpen(incident) ? `since ${relative(incident.started_at, now)}` : html`<${Time} at=${incident.started_at} />, ${lengthBetween(incident.started_at, incident.resolved_at)}`} />`;
  return html`
    <${Entries} kind="incidents" action="Open incident" views=${[["open", `Open (${open.length})`], ["all", "All"]]} row=${row} nothing=${nothing}
      partsOf=${(shown, older) => [["Incidents", shown === "open" ? open : together(older, recent, open).sort(newestFirst)]]} />`;
}

export function IncidentsSection(state) {
  const { id } = state.route;
  if (!id) return html`<${List} ...${state} />`;
  return id === "new" ? html`<${NewIncident} ...${state} />` : html`<${Entry} key=${id} kind="incidents" one="incident" route=${state.route} draw=${(incident) => html`<${Incident} ...${state} incident=${incident} />`} />`;
}
