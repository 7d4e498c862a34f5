// /dashboard/monitors: what is looked at again and again, and how it is.
import { html } from "../../../vendor/preact.js";
import { useEffect, useState } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { Failure, Heading, Skeleton } from "../shared/heading.js";
import { lazy } from "../shared/lazy.js";
import { ListRow, Listed, useList } from "../shared/lists.js";
import { ReadOnly, may } from "../shared/permission.js";
import { Health, lastOf, whereOf } from "./words.js";

const EditMonitor = lazy(async () => (await import("./edit-monitor.js")).EditMonitor);
const OneMonitor = lazy(async () => (await import("./monitor.js")).OneMonitor);

const Row = ({ monitor }) => html`
  <${ListRow} title=${html`<a href="/dashboard/monitors/${monitor.id}" dir="auto"><strong>${monitor.name}</strong></a>`} hint=${html`<bdi>${whereOf(monitor)}</bdi><br />${lastOf(monitor)}`}><${Health} monitor=${monitor} /><//>`;

const Nothing = () => html`
  <div class="empty teaching">
    <h2>No monitors yet</h2>
    <p>A monitor looks at an address, a port, a name or a certificate every few minutes, or waits for a job to call. Once it is sure that something is wrong, it
      can set services, prepare an incident or open one; when all is well again, that ends by itself.</p>
    ${may("run") && html`<p><a class="button primary" href="/dashboard/monitors/new">New monitor</a></p>`}
  </div>`;

function Monitors() {
  const list = useList("/api/monitors?limit=100");
  const has = Boolean(list.items?.length);
  return html`
    <${Heading} title="Monitors">${has && may("run") && html`<a class="button primary" href="/dashboard/monitors/new">New monitor</a>`}<//>
    <${ReadOnly} what="monitors" />
    ${list.items && !has ? html`<${Nothing} />` : html`<${Listed} list=${list}>${(items) => html`<ul class="rows" aria-label="Monitors">${items.map((each) => html`<${Row} key=${each.id} monitor=${each} />`)}</ul>`}<//>`}`;
}

/** One of them: how it is, or its form. */
function One({ id, part, ...state }) {
  const [{ monitor, problem }, set] = useState({});
  const load = () => api.get(`/api/monitors/${id}`).then((found) => set({ monitor: found }), (failure) => set({ problem: failure }));
  useEffect(() => {
    load();
  }, [id]);
  if (problem?.status === 404) return html`<${Heading} title="This monitor is not there any more" back=${["/dashboard/monitors", "Monitors"]} /><p class="empty">It was deleted, or the address is mistyped.</p>`;
  if (problem) return html`<${Failure} problem=${problem} retry=${load} />`;
  if (!monitor) return html`<${Skeleton} />`;
  return part === "edit" ? html`<${EditMonitor} ...${state} monitor=${monitor} />` : html`<${OneMonitor} monitor=${monitor} load=${load} set=${(found) => set({ monitor: found })} />`;
}

export function MonitorsSection(state) {
  const { id, part } = state.route;
  if (!id) return html`<${Monitors} />`;
  return id === "new" ? html`<${EditMonitor} ...${state} monitor=${{}} />` : html`<${One} key="${id}${part}" ...${state} id=${id} part=${part} />`;
}
