// What the dashboard knows: one value, changed by `change`, drawn by whoever listens.
import { apply } from "../live.js";

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
export const bury = (id) => gone.add(id);

const KIND = { services: "service", incidents: "incident", maintenance: "maintenance" };
const listed = (page, kind) => (kind === "incidents" ? [...page.active_incidents, ...page.recent_incidents] : page[kind]);
const find = (page, kind, id) => listed(page, kind).find((each) => each.id === id);

function hasCaughtUp(page, kind, resource) {
  const published = find(page, kind, resource.id);
  return resource.deleted ? !published : published?.version >= resource.version;
}

/** A published page, and on top of it what we did and it has not got yet. */
export function publish(page) {
  let shown = page;
  for (const [id, { kind, resource }] of ours) {
    if (hasCaughtUp(page, kind, resource)) ours.delete(id);
    else shown = apply(shown, { data: { [KIND[kind]]: resource }, version: page.version, occurred_at: page.updated_at });
  }
  published = page;
  change({ page: shown });
}
let published = null;
export const publishedPage = () => published;

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

export function forgetPage() {
  ours.clear();
  published = null;
  change({ page: null, connection: { state: "connecting" } });
}

export const known = (kind, id) => state.page && find(state.page, kind, id);

const ROLES = ["viewer", "member", "admin", "owner"];
/** Whether the caller's role in the chosen organization includes `role`. */
export const may = (role) => ROLES.indexOf(state.roles[state.organization?.id]) >= ROLES.indexOf(role);
