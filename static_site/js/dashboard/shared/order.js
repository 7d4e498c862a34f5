// The order of services and of their categories. Pure, so that node can test it.

const GAP = 100; // positions have gaps, so that a move usually writes one of them

/** Services by category, as the page groups them: those of `categories` in that order, others after them. */
export function groups(services, categories = []) {
  const byCategory = new Map();
  for (const each of services) byCategory.set(each.category, [...(byCategory.get(each.category) ?? []), each]);
  const place = (name) => (categories.includes(name) ? categories.indexOf(name) : categories.length);
  return [...byCategory].sort(([one], [other]) => place(one) - place(other));
}

/** Everything in the order the page shows it. */
const shown = (services) => groups(services).flatMap(([, group]) => group);

/** The order after the move: by one place within its category, or next to another service, in its category. */
export function moved(services, service, to) {
  const order = shown(services);
  if (typeof to === "number") {
    const group = order.filter(({ category }) => category === service.category);
    const other = group[group.indexOf(service) + to];
    return other ? moved(services, service, { onto: other, side: to < 0 ? "before" : "after" }) : null;
  }
  const others = order.filter(({ id }) => id !== service.id);
  const place = others.findIndex(({ id }) => id === to.onto.id) + (to.side === "after" ? 1 : 0);
  return others.toSpliced(place, 0, { ...service, category: to.onto.category });
}

/** The fewest positions to write so that sorting by them gives this order: [{service, position}]. */
export function positions(order, movedId) {
  const place = order.findIndex(({ id }) => id === movedId);
  const others = order.toSpliced(place, 1);
  const isSorted = others.every(({ position }, index) => !index || others[index - 1].position < position);
  const before = order[place - 1]?.position ?? -1;
  const after = order[place + 1]?.position ?? before + 2 * GAP;
  if (isSorted && after - before >= 2) return [{ service: order[place], position: Math.floor((before + after) / 2) }];
  return order.map((service, index) => ({ service, position: (index + 1) * GAP })).filter(({ service, position }) => service.position !== position || service.id === movedId);
}
