// What of two states of a page is newer. Pure, so that node can test it.
import { apply } from "../live.js";

const listed = (page, kind) => (kind === "incidents" ? [...page.active_incidents, ...page.recent_incidents] : page[kind]);

export const find = (page, kind, id) => listed(page, kind).find((each) => each.id === id);

/** What `before` has in a newer version than `next`. */
const newerIn = (before, next, kind) => listed(before, kind).filter((each) => find(next, kind, each.id)?.version < each.version);

/** `next`, with each resource in the newest version of the two, and without what is `gone` (a set of ids). */
export function newest(before, next, gone) {
  return withNewestLists(before, isOlder(next.organization, before?.organization) ? { ...next, organization: before.organization } : next, gone);
}

const isOlder = (one, other) => one?.id === other?.id && one?.version < other?.version;

function withNewestLists(before, next, gone) {
  const kept = (kind, found) => [...(before ? newerIn(before, next, kind) : []), ...found.filter(({ id }) => gone.has(id)).map(({ id }) => ({ id, deleted: true }))];
  const data = { services: kept("services", next.services), incidents: kept("incidents", listed(next, "incidents")) };
  const maintenance = kept("maintenance", next.maintenance);
  if (!data.services.length && !data.incidents.length && !maintenance.length) return next;
  const whole = { version: next.version, occurred_at: next.updated_at };
  return [{ data }, ...maintenance.map((each) => ({ data: { maintenance: each } }))].reduce((page, frame) => apply(page, { ...whole, ...frame }), next);
}
