// What the dashboard knows: one value, changed by `change`, drawn by whoever listens.
import { apply } from "../live.js";
import { corrected } from "../page/times.js";
import { find, newest } from "./page-state.js";

const listeners = new Set();

let state = {
  route: { section: "", query: {} },
  organizations: [],
  organization: null, // the chosen one, as its members see it
  roles: {}, // by organization id
  page: null, // the published page, and on top of it our own writes that it has not got yet
  connection: { state: "connecting" },
  unreachable: false,
  now: corrected(Date.now()),
};

export const current = () => state;

export function change(changes) {
  state = { ...state, ...changes };
  for (const listener of listeners) listener();
}

export function listen(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const known = (kind, id) => state.page && find(state.page, kind, id);

// The page as published, what our own writes answered until the page has it (by resource id), and what is deleted.
let published = null;
const ours = new Map();
const gone = new Set();

export const publishedPage = () => published;
export const isGone = (id) => gone.has(id);
export const bury = (id) => gone.add(id);

function hasCaughtUp(page, kind, resource) {
  const there = find(page, kind, resource.id);
  return resource.deleted ? !there : there?.version >= resource.version;
}

/** Takes over a page; what it has in an older version than before stays as it was, and what is deleted stays away. */
export function publish(page) {
  published = newest(published, page, gone);
  const left = { services: [], incidents: [], maintenance: [] };
  for (const [id, { kind, resource }] of ours) {
    if (hasCaughtUp(published, kind, resource)) ours.delete(id);
    else left[kind].push(resource);
  }
  const frames = [{ services: left.services, incidents: left.incidents }, ...left.maintenance.map((maintenance) => ({ maintenance }))];
  const shown = frames.reduce((before, data) => apply(before, { data, version: published.version, occurred_at: published.updated_at }), published);
  change({ page: ours.size ? shown : published });
}

/** Shows what a write answered (or will) at once, unless something newer is shown; answers how to take that back. */
export function ahead(kind, resource) {
  if (resource.draft) return () => {}; // the team's alone: it is on no page
  if (resource.deleted) bury(resource.id);
  else if (known(kind, resource.id)?.version > resource.version) return () => {};
  ours.set(resource.id, { kind, resource });
  publish(published);
  return () => {
    if (ours.get(resource.id)?.resource === resource) ours.delete(resource.id);
    publish(published);
  };
}

/** The same for many, drawn once; they are what a write answered, and not taken back. */
export function aheadAll(kind, resources) {
  for (const each of resources) if (!(known(kind, each.id)?.version > each.version)) ours.set(each.id, { kind, resource: each });
  publish(published);
}

export function forgetPage() {
  ours.clear();
  published = null;
  change({ page: null, connection: { state: "connecting" } });
}

/** The organization as the API or a frame told it; an older answer never replaces a newer one. */
export function keep(organization) {
  const { organizations, organization: before } = state;
  if (before?.id === organization.id && before.version > organization.version) return;
  const merged = { ...before, ...organization };
  change({ organization: merged, organizations: organizations.map((each) => (each.id === merged.id ? merged : each)) });
}
