// The page of one maintenance.
import { html } from "../../../vendor/preact.js";
import { api } from "../../api.js";
import { MAINTENANCE_SENTENCES, MAINTENANCE_STEPS } from "../../facts/forms.js";
import { MAINTENANCE_STATUS } from "../../facts/page.js";
import { Affected, Prose, due, updatesOf } from "../../page/entries.js";
import { Badge, isRunning, maintenanceTone, words } from "../../page/states.js";
import { Time, lengthBetween } from "../../page/times.js";
import { Composer } from "../entries/composer.js";
import { quiet } from "../entries/told.js";
import { EntryView } from "../entries/view.js";
import { Zoned } from "../shared/zoned.js";
import { SeriesActions } from "./series.js";
import { Steps } from "./steps.js";
import { useSeries } from "./use-series.js";

const STATES = Object.entries(MAINTENANCE_STATUS).map(([each, [word]]) => [each, word]);

export function Maintenance({ maintenance, organization, now }) {
  const { id, status, scheduled_start: start, scheduled_end: end, actual_start: began, actual_end: ended, services } = maintenance;
  const tone = maintenanceTone(maintenance);
  const { of: seriesOf, reload } = useSeries();
  const series = seriesOf(maintenance);
  const post = ({ text, status: next, notify }, options) => api.put(`/api/maintenance/${id}/status`, { status: next, ...(text.trim() && { text }), ...quiet({ notify }) }, options);
  return html`
    <${EntryView} kind="maintenance" one="maintenance" entry=${maintenance} slug=${organization.slug} tone=${tone} updates=${updatesOf(maintenance)} states=${STATES}
      badges=${html`<${Badge} tone=${tone}>${words(status)}<//>`}
      edit=${html`<a class="button" href="/dashboard/maintenance/${id}/edit">Edit</a>`}
      warning=${isRunning(maintenance) && "Its services get back the state they had."}
      facts=${[
        ["Planned", html`<${Zoned} from=${start} to=${end} zone=${organization.time_zone} />`, html`<span class="hint">${lengthBetween(start, end)}${due(maintenance, now)}</span>`],
        began && ["Started", html`<${Time} at=${began} />`],
        ended && ["Ended", html`<${Time} at=${ended} />`, html`<span class="hint">after ${lengthBetween(began ?? start, ended)}</span>`],
        ["Services", services.length ? html`<${Affected} services=${services} planned />` : "No service"],
      ]}>
      ${maintenance.description && html`<${Prose} text=${maintenance.description} tree=${maintenance.description_tree} />`}
      <${Steps} maintenance=${maintenance} />
      ${series && html`<${SeriesActions} series=${series} maintenance=${maintenance} reload=${reload} />`}
      <${Composer} kind="maintenance" entry=${maintenance} states=${[status, ...(MAINTENANCE_STEPS[status] ?? [])].map((each) => [each, words(each)])} standard=${MAINTENANCE_SENTENCES} post=${post}
        label=${(values) => (values.status === status ? "Post update" : `Post update and mark ${words(values.status).toLowerCase()}`)} />
    <//>`;
}
