// /dashboard/metrics: the organization's own numbers, and a page for each.
import { html } from "../../../vendor/preact.js";
import { useEffect, useState } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { AGGREGATIONS, MOST_METRICS, MOST_SHOWN } from "../../facts/metrics.js";
import { Time } from "../../page/times.js";
import { confirmed } from "../../parts/dialog.js";
import { attempted, toast } from "../../parts/toast.js";
import { valued } from "../../page/metrics/steps.js";
import { Failure, Heading, Skeleton } from "../shared/heading.js";
import { ListRow, Listed, useList } from "../shared/lists.js";
import { ReadOnly, may } from "../shared/permission.js";
import { EditMetric } from "./edit-metric.js";

async function remove(metric, reload) {
  const text = html`<p>All of its points are deleted with it, and its line leaves the page. This cannot be undone; to keep them, hide it instead.</p>`;
  if (!(await confirmed({ title: html`Delete the metric “<bdi>${metric.name}</bdi>”?`, text, action: "Delete metric" }))) return;
  if (await attempted(() => api.delete(`/api/metrics/${metric.id}`))) toast(html`The metric <bdi>${metric.name}</bdi> is deleted`);
  reload();
}

/** Two neighbours change places; of two at the same position the one that is to come later steps back. */
async function exchange(first, second, reload) {
  const [low, high] = [first.position, Math.max(second.position, first.position + 1)];
  await attempted(async () => {
    await api.put(`/api/metrics/${second.id}`, { position: low });
    await api.put(`/api/metrics/${first.id}`, { position: high });
  });
  reload();
}

const about = ({ aggregation, latest, visible, monitor_id: monitor, ...metric }) => html`
  ${latest ? html`${valued(metric, latest.value)}, <${Time} at=${latest.at} />` : "No points of the last 30 days"}
  ${` · ${AGGREGATIONS[aggregation]}`}${monitor && " · measured by a monitor"}${!visible && html` · <strong>hidden</strong>`}`;

const Row = ({ metric, before, after, reload }) => html`
  <${ListRow} title=${html`<a href="/dashboard/metrics/${metric.id}" dir="auto"><strong>${metric.name}</strong></a>`} hint=${about(metric)}>
    ${may("run") && html`<span class="actions">
      ${before && html`<button class="button quiet small" aria-label="Move ${metric.name} up" onClick=${() => exchange(before, metric, reload)}>Up</button>`}
      ${after && html`<button class="button quiet small" aria-label="Move ${metric.name} down" onClick=${() => exchange(metric, after, reload)}>Down</button>`}
      ${!metric.monitor_id && html`<button class="button quiet small danger" aria-label="Delete ${metric.name}" onClick=${() => remove(metric, reload)}>Delete</button>`}
    </span>`}
  <//>`;

const Nothing = () => html`
  <div class="empty teaching">
    <h2>No metrics yet</h2>
    <p>Response times, orders a minute, the length of a queue: show numbers of your own as lines on your page. Whatever measures them sends them here, with one call a minute.</p>
    ${may("run") && html`<p><a class="button primary" href="/dashboard/metrics/new">New metric</a></p>`}
  </div>`;

function Metrics() {
  const list = useList("/api/metrics?limit=100");
  const has = Boolean(list.items?.length);
  const own = list.items?.filter((each) => !each.monitor_id).length;
  return html`
    <${Heading} title="Metrics">${has && may("run") && (own < MOST_METRICS
      ? html`<a class="button primary" href="/dashboard/metrics/new">New metric</a>` : html`<span class="hint">There can be ${MOST_METRICS}: delete one first.</span>`)}<//>
    <${ReadOnly} what="metrics" />
    ${list.items && !has ? html`<${Nothing} />` : html`<${Listed} list=${list}>${(items) => html`
      <p class="hint">In the order in which the page shows them. A page shows ${MOST_SHOWN} at most.</p>
      <ul class="rows" aria-label="Metrics">${items.map((each, place) => html`<${Row} key=${each.id} metric=${each} before=${items[place - 1]} after=${items[place + 1]} reload=${list.reload} />`)}</ul>`}<//>`}`;
}

function One({ id }) {
  const [{ metric, problem }, set] = useState({});
  const load = () => api.get(`/api/metrics/${id}`).then((found) => set({ metric: found }), (failure) => set({ problem: failure }));
  useEffect(() => {
    load();
  }, [id]);
  if (problem?.status === 404) return html`<${Heading} title="This metric is not there any more" back=${["/dashboard/metrics", "Metrics"]} /><p class="empty">It was deleted, or the address is mistyped.</p>`;
  if (problem) return html`<${Failure} problem=${problem} retry=${load} />`;
  return metric ? html`<${EditMetric} metric=${metric} />` : html`<${Skeleton} />`;
}

export function MetricsSection({ route: { id } }) {
  if (!id) return html`<${Metrics} />`;
  return id === "new" ? html`<${EditMetric} metric=${{}} />` : html`<${One} key=${id} id=${id} />`;
}
