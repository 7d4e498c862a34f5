// /dashboard/alerts: what sends alerts, which rules say what follows, and what changed by itself.
import { html } from "../../../vendor/preact.js";
import { useEffect, useState } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { Failure, Heading, Skeleton } from "../shared/heading.js";
import { lazy } from "../shared/lazy.js";
import { ListRow, Listed, useList } from "../shared/lists.js";
import { may } from "../shared/permission.js";
import { Changes, PauseSwitch } from "./changes.js";
import { KINDS } from "./words.js";

const EditSource = lazy(async () => (await import("./edit-source.js")).EditSource);
const OneSource = lazy(async () => (await import("./source.js")).OneSource);

const rules = ({ length }) => (length === 1 ? "1 rule" : `${length} rules`);

const Row = ({ source }) => html`
  <${ListRow} title=${html`<a href="/dashboard/alerts/${source.id}" dir="auto"><strong>${source.name}</strong></a>`} hint=${`${KINDS[source.kind] ?? source.kind} · ${rules(source.rules)}`} />`;

const Nothing = () => html`
  <div class="empty teaching">
    <h2>No sources of alerts yet</h2>
    <p>Whatever watches your systems can change this page: Alertmanager, CloudWatch, PagerDuty and others send alerts to a secret address, and rules say
      what follows. A service gets a status, or an incident is prepared or opened; when all is over, that ends by itself.</p>
    ${may("change_settings") && html`<p><a class="button primary" href="/dashboard/alerts/new">New source</a></p>`}
  </div>`;

function Sources() {
  const list = useList("/api/sources");
  const has = Boolean(list.items?.length);
  return html`
    <${Heading} title="Alerts">${has && may("change_settings") && html`<a class="button primary" href="/dashboard/alerts/new">New source</a>`}<//>
    <${PauseSwitch} />
    ${list.items && !has ? html`<${Nothing} />` : html`<${Listed} list=${list}>${(items) => html`<ul class="rows" aria-label="Sources of alerts">${items.map((each) => html`<${Row} key=${each.id} source=${each} />`)}</ul>`}<//>`}
    <${Changes} />`;
}

/** One of them: what came from it, or its form. */
function One({ id, part, ...state }) {
  const [{ source, problem }, set] = useState({});
  const load = () => api.get(`/api/sources/${id}`).then((found) => set({ source: found }), (failure) => set({ problem: failure }));
  useEffect(() => {
    load();
  }, [id]);
  if (problem?.status === 404) return html`<${Heading} title="This source is not there any more" back=${["/dashboard/alerts", "Alerts"]} /><p class="empty">It was deleted, or the address is mistyped.</p>`;
  if (problem) return html`<${Failure} problem=${problem} retry=${load} />`;
  if (!source) return html`<${Skeleton} />`;
  return part === "edit" ? html`<${EditSource} ...${state} source=${source} />` : html`<${OneSource} ...${state} source=${source} />`;
}

export function AlertsSection(state) {
  const { id, part } = state.route;
  if (!may("run")) return html`<${Heading} title="Alerts" /><p class="empty">Alerts may say what is not for everybody: seeing them needs the role member.</p>`;
  if (!id) return html`<${Sources} />`;
  return id === "new" ? html`<${EditSource} ...${state} source=${{}} />` : html`<${One} key="${id}${part}" ...${state} id=${id} part=${part} />`;
}
