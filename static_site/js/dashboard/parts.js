// What the dashboard's pages share: headings, lists, states, and editing what others may edit, too.
import { html } from "../../vendor/preact.js";
import { useEffect, useRef, useState } from "../../vendor/hooks.js";
import { viewerZone, zoneName } from "../account/forms.js";
import { Problem, api } from "../api.js";
import { optionsOf, toast, useForm } from "../parts/form.js";
import { SERVICE_STATUS } from "../facts/page.js";
import { Icon, Span } from "../status.js";
import { clashes, merged, same } from "./rules.js";
import { ahead, change, current, follow, hasArrived, known, may } from "./store.js";

/** The heading of a page, which also names the window. */
export function Heading({ title, back, children }) {
  const heading = useRef();
  useEffect(() => {
    if (hasArrived()) heading.current.focus({ preventScroll: true });
  }, [location.pathname]);
  useEffect(() => {
    document.title = `${title} - ${current().organization?.name ?? "Dashboard"} - Allclear`;
  }, [title]);
  return html`
    ${back && html`<p class="back"><a href=${back[0]}>${back[1]}</a></p>`}
    <div class="heading"><h1 tabindex="-1" ref=${heading}>${title}</h1><div class="actions">${children}</div></div>`;
}

export const Skeleton = () => html`
  <h1 class="visually-hidden" tabindex="-1">Loading…</h1>
  <div class="placeholder heading-waiting"></div><div class="placeholder waiting"></div><div class="placeholder waiting"></div>`;

export const Failure = ({ problem, retry }) => problem.status === 404
  ? html`<p class="empty">This is not available here.</p>`
  : html`<div class="notice" role="alert"><p>${problem.message}</p>${retry && html`<p><button class="button" onClick=${retry}>Try again</button></p>`}</div>`;

/** Says to people whose role does not suffice why they see no buttons. */
export const ReadOnly = ({ role = "member", what }) => !may(role) && html`<p class="notice">You can look at ${what}; changing ${what === "the team" ? "it" : "them"} needs the role ${role}.</p>`;

export const State = ({ status }) => html`<span class="state tone-${SERVICE_STATUS[status][1]}"><${Icon} tone=${SERVICE_STATUS[status][1]} />${statusWord(status)}</span>`;

const zoned = (zone) => new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone: zone });

/** A span of time in the viewer's zone, and in the page's if that is another. */
export const Zoned = ({ from, to, zone }) => html`
  <${Span} from=${from} to=${to} />
  ${zone && zone !== viewerZone && html`<span class="hint"> (${zoned(zone).formatRange(new Date(from), new Date(to))} in ${zoneName(zone)})</span>`}`;

export const plural = (count, one) => `${count} ${one}${count === 1 ? "" : "s"}`;
export const both = (names) => new Intl.ListFormat("en").format(names);

const AGAIN = 15_000;

/**
 * {items, problem, loading, reload, more}; items are undefined until they are there, and `more` at the end.
 * It is read again now and then, while nothing older is shown; a lazy one is read only by `more()`.
 */
export function useList(path, isLazy) {
  const [{ cursor, ...state }, set] = useState({});
  const isLong = useRef(false);
  const load = async (from, before = []) => {
    isLong.current = Boolean(from);
    set((shown) => ({ ...shown, loading: true, problem: null }));
    try {
      const { items, next_cursor: next } = await api.get(from ? `${path}?cursor=${from}` : path);
      set({ items: [...before, ...items], cursor: next });
    } catch (problem) {
      set((shown) => ({ ...shown, loading: false, problem }));
    }
  };
  const reload = () => load();
  useEffect(() => {
    if (isLazy) return undefined;
    reload();
    const timer = setInterval(() => document.hidden || isLong.current || reload(), AGAIN);
    return () => clearInterval(timer);
  }, [path]);
  return { ...state, reload, more: state.items && !cursor ? undefined : () => load(cursor, state.items) };
}

/** What is older than what is shown. */
export const More = ({ more, loading, problem }) => problem
  ? html`<${Failure} problem=${problem} retry=${more} />`
  : more && html`<p><button class="button" aria-disabled=${loading} onClick=${() => loading || more()}>${loading ? "Loading…" : "Show older"}</button></p>`;

/** A list in each of its states; `children(items)` draws what is there. */
export function Listed({ list, empty, children }) {
  if (list.problem && !list.items) return html`<${Failure} problem=${list.problem} retry=${list.reload} />`;
  if (!list.items) return html`<div class="placeholder waiting"><p class="visually-hidden">Loading…</p></div>`;
  if (!list.items.length && !list.more) return html`<p class="empty">${empty}</p>`;
  return html`${children(list.items)}<${More} ...${list} />`;
}

export const ListRow = ({ title, hint, children }) => html`<li class="list-row"><div>${title}<div class="hint">${hint}</div></div>${children}</li>`;

export const statusWord = (status) => SERVICE_STATUS[status][0];
const GIVEN = [["", "Stays as it is"], ...["degraded_performance", "partial_outage", "major_outage"].map((status) => [status, statusWord(status)])];

/** `chosen` is {service id: status}; an empty status leaves the service as it is. */
export function Affects({ services, chosen, onChange, statuses = true, legend = "Affected services", hint }) {
  const toggle = (id) => {
    const { [id]: was, ...others } = chosen;
    onChange(was === undefined ? { ...chosen, [id]: statuses ? "degraded_performance" : "" } : others);
  };
  return html`
    <fieldset class="field">
      <legend>${legend}</legend>
      ${hint && html`<p class="hint">${hint}</p>`}
      <ul class="affects">
        ${services.map((service) => html`<li key=${service.id}>
          <label class="choice"><input type="checkbox" checked=${service.id in chosen} onChange=${() => toggle(service.id)} /><span>${service.name}</span></label>
          ${statuses && service.id in chosen && html`
            <select aria-label="Status of ${service.name}" value=${chosen[service.id]} onInput=${({ target }) => onChange({ ...chosen, [service.id]: target.value })}>${optionsOf(GIVEN)}</select>`}
          ${!statuses && html`<${State} status=${service.status} />`}
        </li>`)}
      </ul>
      ${!services.length && html`<p class="hint">There are no services yet.</p>`}
    </fieldset>`;
}

/** The same for ids alone. */
export const asChosen = (ids) => Object.fromEntries(ids.map((id) => [id, ""]));

/** As the API takes it: the ids, and the statuses given. */
export const asRequest = (chosen) => {
  const given = Object.fromEntries(Object.entries(chosen).filter(([, status]) => status));
  return { service_ids: Object.keys(chosen), ...(Object.keys(given).length && { service_status: given }) };
};

const ORDER = ["operational", "degraded_performance", "partial_outage", "major_outage", "under_maintenance"];

export const StatusPicker = ({ service, isLocked, onPick }) => isLocked ? html`<${State} status=${service.status} />` : html`
  <div class="picker" role="group" aria-label="Status of ${service.name}">
    ${ORDER.map((status) => {
      const [word, tone] = SERVICE_STATUS[status];
      const isPresent = status === service.status;
      return html`
        <button key=${status} class="pick tone-${tone}" aria-pressed=${isPresent} aria-label=${word} title=${word} onClick=${() => isPresent || onPick(status)}>
          <${Icon} tone=${tone} />${isPresent && html`<span>${word}</span>`}
        </button>`;
    })}
  </div>`;

/**
 * A form over a resource. `fields` {name: label}; `read(resource)` gives its values; `save(values, {version})` writes them.
 * `kind` is what of the live page it is, if it is; otherwise `reload()` reads it anew.
 * With an id, saving asks for the version the form is about; when that is stale, what differs is shown.
 */
export function useEditing({ kind, reload = () => api.get(`/api/${kind}/${resource.id}`), resource, initial, fields, read = (each) => each, check, save, draft }) {
  const names = Object.keys(fields);
  const valuesOf = (each) => Object.fromEntries(names.map((name) => [name, read(each)[name]]));
  const base = useRef(resource);
  const [theirs, setTheirs] = useState(null);
  const isNew = !resource.id;

  const form = useForm({
    initial: isNew ? initial : valuesOf(resource),
    check,
    draft,
    submit: async (values) => {
      if (isNew) return save(values, {});
      try {
        return await save(values, { version: base.current.version });
      } catch (problem) {
        if (!problem.isConflict) throw problem;
        return meet(await reload());
      }
    },
  });

  /** Takes the newer version as what the form is about; raises when the person has to look. */
  function meet(newer) {
    const before = valuesOf(base.current);
    const after = valuesOf(newer);
    const both = clashes(names, before, after, form.values);
    form.set(merged(names, before, after, form.values));
    base.current = newer;
    if (kind) ahead(kind, newer);
    setTheirs({ values: after, changed: names.filter((name) => !same(before[name], after[name])), both });
    throw new Problem({ status: 412, detail: both.length ? "Somebody else changed the same thing. Choose what to keep, then save again." : "Somebody else changed this meanwhile. Their changes are taken in below: look, then save again." });
  }

  const newest = kind && !isNew && known(kind, resource.id);
  const isBehind = newest && newest.version > base.current.version;
  const look = () => {
    try {
      meet(newest);
    } catch {
      // the notice below says it
    }
  };
  return { form, conflict: { theirs, fields, form, isBehind, look } };
}

const LONG_TEXTS = ["description", "intro_text", "footer_text"];

const written = (value) => (value === "" || value == null || (Array.isArray(value) && !value.length) ? "(empty)" : String(value));

/** What somebody else changed: to take, or not. `words` {name: value => text}. */
export function ChangedMeanwhile({ theirs, fields, form, isBehind, look, words = {} }) {
  if (isBehind) return html`
    <div class="notice" role="status"><p>Somebody else changed this while you were editing.</p>
      <p><button type="button" class="button small" onClick=${look}>See what changed</button></p></div>`;
  if (!theirs?.changed.length) return null;
  const say = (name, value) => written((words[name] ?? ((each) => each))(value));
  const take = (name) => form.set({ [name]: theirs.values[name] });
  return html`
    <div class="notice conflict" role="group" aria-label="What somebody else changed">
      <h3>Changed by somebody else</h3>
      <dl>
        ${theirs.changed.map((name) => html`
          <div key=${name}><dt>${fields[name]}</dt>
            <dd><strong>Theirs:</strong> ${say(name, theirs.values[name])}</dd>
            ${theirs.both.includes(name) && html`<dd><strong>Yours:</strong> ${say(name, form.values[name])}</dd>
            <dd class="actions"><button type="button" class="button small" onClick=${() => take(name)}>Use theirs</button>
              ${LONG_TEXTS.includes(name) && html`<button type="button" class="button small" onClick=${() => form.set({ [name]: `${theirs.values[name]}\n${form.values[name]}` })}>Use both</button>`}
              <span class="hint">Or leave yours as it stands.</span></dd>`}
          </div>`)}
      </dl>
    </div>`;
}

/** The organization as the API answered it. */
export function kept(organization) {
  const { organizations, organization: before } = current();
  change({ organization, organizations: organizations.map((each) => (each.id === organization.id ? organization : each)) });
  if (organization.slug !== before.slug) follow(organization);
}

const reload = async () => {
  const newer = await api.get("/api/organizations/current");
  kept(newer);
  return newer;
};

export const useOrganizationEditing = ({ organization, fields, check, read, request = (values) => values }) => useEditing({
  reload,
  resource: organization,
  fields,
  read,
  check,
  save: async (values, options) => {
    kept(await api.put(`/api/organizations/${organization.id}`, request(values), options));
    toast("Saved");
  },
});
