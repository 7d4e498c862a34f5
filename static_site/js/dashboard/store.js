// What the dashboard knows: one value, changed by `change`, drawn by whoever listens.
import { choose } from "../account/session.js";
import { actIn } from "../api.js";
import { LiveClient, apply } from "../live.js";

const listeners = new Set();

let state = {
  route: { section: "services" },
  organizations: [],
  organization: null, // the chosen one, as its members see it
  roles: {}, // by organization id
  page: null, // the published page, with all frames applied
  connection: { state: "connecting" },
  unreachable: false,
  now: Date.now(),
};

// What our own writes answered, until the page has it: by resource id.
const ours = new Map();

export const current = () => state;

export function change(changes) {
  state = { ...state, ...changes };
  for (const listener of listeners) listener();
}

export function listen(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

// What we were told is deleted: nothing to ask the server about.
const gone = new Set();
export const isGone = (id) => gone.has(id);
const bury = (id) => gone.add(id);

const KIND = { services: "service", incidents: "incident", maintenance: "maintenance" };
const listed = (page, kind) => (kind === "incidents" ? [...page.active_incidents, ...page.recent_incidents] : page[kind]);
const find = (page, kind, id) => listed(page, kind).find((each) => each.id === id);

function hasCaughtUp(page, kind, resource) {
  const published = find(page, kind, resource.id);
  return resource.deleted ? !published : published?.version >= resource.version;
}

/** A published page, and on top of it what we did and it has not got yet. */
function publish(page) {
  let shown = page;
  for (const [id, { kind, resource }] of ours) {
    if (hasCaughtUp(page, kind, resource)) ours.delete(id);
    else shown = apply(shown, { data: { [KIND[kind]]: resource }, version: page.version, occurred_at: page.updated_at });
  }
  published = page;
  change({ page: shown });
}
let published = null;
const publishedPage = () => published;

/** Shows what a write answered (or will) at once; answers how to take that back. */
export function ahead(kind, resource) {
  if (resource.deleted) bury(resource.id);
  ours.set(resource.id, { kind, resource });
  publish(published);
  return () => {
    if (ours.get(resource.id)?.resource === resource) ours.delete(resource.id);
    publish(published);
  };
}

function forgetPage() {
  ours.clear();
  published = null;
  change({ page: null, connection: { state: "connecting" } });
}

export const known = (kind, id) => state.page && find(state.page, kind, id);

const ROLES = ["viewer", "member", "admin", "owner"];
/** Whether the caller's role in the chosen organization includes `role`. */
export const may = (role) => ROLES.indexOf(state.roles[state.organization?.id]) >= ROLES.indexOf(role);

const BASE = "/dashboard";

const parsed = (pathname) => {
  const [section = "services", id, part] = pathname.slice(BASE.length).split("/").filter(Boolean);
  return { section, id, part };
};

let arriving = false;
/** Whether somebody followed a link here, so that focus belongs on the heading; true once a time. */
export function hasArrived() {
  const just = arriving;
  arriving = false;
  return just;
}

const show = () => {
  arriving = true;
  change({ route: parsed(location.pathname) });
};

export function go(path, { replace } = {}) {
  history[replace ? "replaceState" : "pushState"](null, "", path);
  show();
  scrollTo(0, 0);
}

const isPlain = (event) => event.button === 0 && !event.defaultPrevented && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);

export function startRouting() {
  change({ route: parsed(location.pathname) });
  addEventListener("popstate", show);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || !isPlain(event) || link.target || link.origin !== location.origin || !`${link.pathname}/`.startsWith(`${BASE}/`) || link.hash) return;
    event.preventDefault();
    go(link.pathname);
  });
}

let live = null;

/** What `ask` answers, asked until it does. */
export async function persistently(ask) {
  for (let pause = 1000; ; pause = Math.min(pause * 2, 15_000)) {
    try {
      return await ask();
    } catch {
      change({ unreachable: true });
      await new Promise((resume) => setTimeout(resume, pause));
    }
  }
}

async function documentOf(slug) {
  const answer = await fetch(`/api/status/${slug}`);
  if (!answer.ok) throw answer;
  return answer.json();
}

function renamed({ organization }) {
  if (!organization?.name) return;
  const { organization: shown, organizations } = current();
  const merged = { ...shown, ...organization };
  change({ organization: merged, organizations: organizations.map((each) => (each.id === merged.id ? merged : each)) });
  if (organization.slug !== shown.slug) follow(merged);
}

export async function follow(organization) {
  live?.close();
  const client = (live = new LiveClient());
  client.addEventListener("frame", ({ detail: { frame } }) => {
    for (const each of [frame.data.incident, frame.data.maintenance]) if (each?.deleted) bury(each.id);
    publish(apply(publishedPage(), frame));
    renamed(frame.data);
  });
  client.addEventListener("resync", ({ detail }) => publish(detail.document));
  client.addEventListener("state", ({ detail }) => change({ connection: detail }));
  const page = await persistently(() => documentOf(organization.slug));
  if (client !== live) return;
  change({ unreachable: false });
  publish(page);
  client.subscribe(organization.slug, page.version);
  client.connect();
}

function stopFollowing() {
  live?.close();
  live = null;
  forgetPage();
}

export function enter(organization) {
  stopFollowing();
  choose(organization.id);
  actIn(organization.id);
  change({ organization });
  follow(organization);
}
