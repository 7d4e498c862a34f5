// Frames: in which order they count, and what a page is after one. Without a browser, so that node can test it.
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
const newestFirst = (a, b) => (a.id < b.id ? 1 : -1);
const phaseOf = ({ status }) => MAINTENANCE_STATUS[status][2];
const nextFirst = (a, b) => {
  const apart = PHASES.indexOf(phaseOf(a)) - PHASES.indexOf(phaseOf(b));
  return apart || (phaseOf(a) === "finished" ? -1 : 1) * a.scheduled_start.localeCompare(b.scheduled_start);
};

function merged(list, changed, order) {
  if (!changed.length) return list;
  const byId = new Map(list.map((each) => [each.id, each]));
  for (const each of changed) each.deleted ? byId.delete(each.id) : byId.set(each.id, each);
  return [...byId.values()].sort(order);
}

const changedIn = (one, many = []) => (one ? [one, ...many] : many);

/** The page after a frame. */
export function apply(page, frame) {
  const { service, services, incident, incidents, maintenance, organization, status } = frame.data;
  const changed = changedIn(incident, incidents);
  const isOpen = ({ status }) => status !== RESOLVED;
  const all = merged([...page.active_incidents, ...page.recent_incidents], changed, newestFirst);
  return {
    ...page,
    organization: organization?.name ? organization : page.organization,
    status: status ?? page.status,
    services: merged(page.services, changedIn(service, services), byPosition),
    active_incidents: changed.length ? all.filter(isOpen) : page.active_incidents,
    recent_incidents: changed.length ? all.filter((each) => !isOpen(each)) : page.recent_incidents,
    maintenance: merged(page.maintenance, changedIn(maintenance), nextFirst),
    version: frame.version,
    updated_at: frame.occurred_at,
  };
}
