// The order of services: positions are integers with gaps, so that a move usually writes one of them.
import { api } from "../api.js";
import { attempted, toast } from "../parts/toasts.js";
import { ahead } from "./store.js";

const GAP = 100;

/** Services by category, as the page groups them. */
export const groups = (services) => [...Map.groupBy(services, ({ category }) => category)];

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

const focusOn = (id, by) => document.querySelector(`[data-move="${id}${by}"]`)?.focus();

/** Moves a service, at once on screen and then on the server. */
export async function move(services, service, to) {
  const order = moved(services, service, to);
  if (!order) return;
  const changes = positions(order, service.id).map(({ service: { id, category }, position }) => {
    const before = services.find((each) => each.id === id);
    return { before, body: { position, ...(before.category !== category && { category }) } };
  });
  const undo = changes.map(({ before, body }) => ahead("services", { ...before, ...body, version: before.version + 1 }));
  if (typeof to === "number") queueMicrotask(() => focusOn(service.id, to));
  const done = await attempted(async () => {
    for (const { before, body } of changes) ahead("services", await api.put(`/api/services/${before.id}`, body));
  });
  if (!done) return undo.forEach((takeBack) => takeBack());
  const group = order.filter(({ category }) => category === order.find(({ id }) => id === service.id).category);
  toast(`${service.name} is now ${group.findIndex(({ id }) => id === service.id) + 1} of ${group.length}`);
}
