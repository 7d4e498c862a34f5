// Moving and deleting services. A move shows at once, and is taken back when the server refuses.
import { html } from "../../../vendor/preact.js";
import { api } from "../../api.js";
import { confirmed } from "../../parts/dialog.js";
import { attempted, toast } from "../../parts/toast.js";
import { isFinished } from "../../page/states.js";
import { kept } from "../following.js";
import { moved, positions } from "../shared/order.js";
import { naming } from "../shared/service-state.js";
import { bothShown } from "../shared/words.js";
import { ahead } from "../store.js";

/** The dialog comes when it is asked for. */
export const correctHistory = (service) => attempted(async () => (await import("./history-dialog.js")).correctHistory(service));

export async function deleteService(service, page) {
  const open = naming(service, [...page.active_incidents, ...page.maintenance.filter((each) => !isFinished(each))]);
  const text = html`
    <p>It disappears from your page at once. Past incidents keep its name.</p>
    ${open.length > 0 && html`<p><strong>It is taken out of ${bothShown(open.map(({ title }) => `“${title}”`))}.</strong></p>`}`;
  if (!(await confirmed({ title: html`Delete <bdi>${service.name}</bdi>?`, text, action: "Delete service" }))) return;
  if (!(await attempted(() => api.delete(`/api/services/${service.id}`)))) return;
  ahead("services", { id: service.id, deleted: true });
  toast(html`<bdi>${service.name}</bdi> is deleted`);
}

const focusOn = (id, by) => document.querySelector(`[data-move="${CSS.escape(`${id}${by}`)}"]`)?.focus();

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
  toast(html`<bdi>${service.name}</bdi> is now ${group.findIndex(({ id }) => id === service.id) + 1} of ${group.length}`);
}

/** Moves a category by one place: the organization keeps their order. */
export async function moveCategory(organization, names, name, by) {
  const place = names.indexOf(name);
  const categories = names.toSpliced(place, 1).toSpliced(place + by, 0, name);
  const done = await attempted(async () => kept(await api.put(`/api/organizations/${organization.id}`, { categories }, { version: organization.version })));
  if (!done) return;
  queueMicrotask(() => focusOn(name, by));
  toast(html`<bdi>${name}</bdi> is now ${place + by + 1} of ${names.length}`);
}
