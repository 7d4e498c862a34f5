// Moving services about: at once on screen, and then on the server.
import { api } from "../api.js";
import { attempted, toast } from "../parts/toasts.js";
import { moved, positions } from "./order.js";
import { ahead } from "./store.js";

const focusOn = (id, by) => document.querySelector(`[data-move="${id}${by}"]`)?.focus();

/** Moves a service by one place (-1, 1), or next to another: {onto, side}. */
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
