// Frames: in which order they count, what a page is after one, and what is told of it.
import { MAINTENANCE_STATUS, PHASES, RESOLVED } from "../facts/page.js";

/** Puts one tenant's frames in order: every version once, none skipped. */
export class Sequence {
  #early = new Map();
  #announced = 0;

  constructor(version) {
    this.version = version;
  }

  get wanted() {
    return Math.max(this.#announced, ...this.#early.keys());
  }

  get behind() {
    return this.wanted > this.version;
  }

  announce(version) {
    this.version ??= version;
    this.#announced = Math.max(this.#announced, version);
  }

  /** The frames to apply now; early ones, and those sent in part, wait. */
  take(frame) {
    this.version ??= frame.version - 1;
    if (frame.version > this.version) this.#early.set(frame.version, frame);
    return this.#ready();
  }

  /** The frames that follow a document; undefined when it is not newer. */
  restart(version) {
    if (version <= this.version) return undefined;
    this.version = version;
    return this.#ready();
  }

  #ready() {
    const frames = [];
    for (let next; (next = this.#early.get(this.version + 1)) && !next.data.partial; this.version++) frames.push(next);
    for (const version of this.#early.keys()) if (version <= this.version) this.#early.delete(version);
    return frames;
  }
}

const byPosition = (a, b) => a.position - b.position || (a.id < b.id ? -1 : 1);
const newestFirst = (a, b) => (a.started_at + a.id < b.started_at + b.id ? 1 : -1);
const phaseOf = ({ status }) => MAINTENANCE_STATUS[status]?.[2];
const nextFirst = (a, b) => {
  const apart = PHASES.indexOf(phaseOf(a)) - PHASES.indexOf(phaseOf(b));
  return apart || (phaseOf(a) === "finished" ? -1 : 1) * a.scheduled_start.localeCompare(b.scheduled_start);
};

const isOpen = ({ status }) => status !== RESOLVED;

/** The newer of two states of a resource counts, whichever came first; what was deleted stays so. */
function merged(list, changed, order, deleted) {
  if (!changed.length) return list;
  const byId = new Map(list.map((each) => [each.id, each]));
  for (const each of changed) {
    if (deleted.has(each.id)) byId.delete(each.id);
    else if (!(byId.get(each.id)?.version > each.version)) byId.set(each.id, each);
  }
  return [...byId.values()].sort(order);
}

const changedIn = (one, many = []) => (one ? [one, ...many] : many);

/** The page after a frame. Its `deleted` are the ids of what was deleted since its document was read, `revised` when uptime of the past last changed. */
export function apply(page, frame) {
  const { service, services, incident, incidents, maintenance, organization, status, uptime } = frame.data;
  const changed = { services: changedIn(service, services), incidents: changedIn(incident, incidents), maintenance: changedIn(maintenance) };
  const gone = Object.values(changed).flat().filter((each) => each.deleted);
  const deleted = new Set([...(page.deleted ?? []), ...gone.map(({ id }) => id)]);
  const all = merged([...page.active_incidents, ...page.recent_incidents], changed.incidents, newestFirst, deleted);
  return {
    ...page,
    organization: organization?.name ? organization : page.organization,
    status: status ?? page.status,
    services: merged(page.services, changed.services, byPosition, deleted),
    active_incidents: changed.incidents.length ? all.filter(isOpen) : page.active_incidents,
    recent_incidents: changed.incidents.length ? all.filter((each) => !isOpen(each)) : page.recent_incidents,
    maintenance: merged(page.maintenance, changed.maintenance, nextFirst, deleted),
    version: frame.version,
    updated_at: frame.occurred_at > page.updated_at ? frame.occurred_at : page.updated_at,
    deleted,
    revised: uptime ? frame.occurred_at : page.revised,
  };
}

const entriesOf = ({ active_incidents, recent_incidents, maintenance }) => [...active_incidents, ...recent_incidents, ...maintenance];

/** What is told to somebody who does not see the page change: its state, and entries with something new. */
export function news(before, after) {
  const known = new Map(entriesOf(before).map((entry) => [entry.id, entry]));
  const isNews = (entry, old) => (old ? old.updates[0]?.id !== entry.updates[0]?.id || old.status !== entry.status : isOpen(entry) && phaseOf(entry) !== "finished");
  const told = entriesOf(after)
    .filter((entry) => isNews(entry, known.get(entry.id)))
    .map(({ id, title, status }) => `${known.has(id) ? "Update" : "New"}: ${title}, ${status.replaceAll("_", " ")}`);
  if (before.status.description !== after.status.description) told.unshift(after.status.description);
  return told.join(". ");
}
