// Lists of the same things, joined.

/** Everything by id, in the newest version of each. */
export function together(...lists) {
  const byId = new Map();
  for (const each of lists.flat()) if (!(byId.get(each.id)?.version > each.version)) byId.set(each.id, each);
  return [...byId.values()];
}
