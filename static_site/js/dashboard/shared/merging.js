// Three versions of the same fields: the one both began with, theirs, and mine. Pure, so that node can test it.

export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** What both sides changed to different things: [{name, theirs, mine}]. */
export function clashes(names, base, theirs, mine) {
  return names.filter((name) => !same(base[name], theirs[name]) && !same(base[name], mine[name]) && !same(theirs[name], mine[name]));
}

/** What only they changed is taken over; what I changed stays. */
export function merged(names, base, theirs, mine) {
  return Object.fromEntries(names.map((name) => [name, same(base[name], mine[name]) ? theirs[name] : mine[name]]));
}

/** What differs from the version the form began with: nothing else is sent. */
export function changed(base, mine) {
  return Object.fromEntries(Object.entries(mine).filter(([name, value]) => !same(base[name], value)));
}
