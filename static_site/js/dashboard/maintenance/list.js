// The list of maintenance.
import { html } from "../../../vendor/preact.js";
import { due } from "../../page/entries.js";
import { isFinished, isRunning, maintenanceTone } from "../../page/states.js";
import { lengthBetween } from "../../page/times.js";
import { Entries } from "../entries/list.js";
import { Row } from "../entries/row.js";
import { together } from "../entries/together.js";
import { both } from "../shared/words.js";
import { Zoned } from "../shared/zoned.js";
import { useSeries } from "./use-series.js";

const noMaintenance = () => html`
  <h2>No maintenance planned</h2>
  <p>Announce planned work before it happens. It starts and ends by itself at its times: its services show “Under maintenance” meanwhile, and
    get their state back.</p>`;

const latestFirst = (a, b) => b.scheduled_start.localeCompare(a.scheduled_start);

export function MaintenanceList({ page, now, organization }) {
  const { of: seriesOf } = useSeries();
  const row = (maintenance) => {
    const from = maintenance.actual_start ?? maintenance.scheduled_start;
    const to = maintenance.actual_end ?? maintenance.scheduled_end;
    return html`
      <${Row} key=${maintenance.id} kind="maintenance" entry=${maintenance} tone=${maintenanceTone(maintenance)}
        lines=${[html`<${Zoned} from=${from} to=${to} zone=${organization.time_zone} />`, seriesOf(maintenance)?.summary, maintenance.services.length > 0 && both(maintenance.services.map(({ name }) => name))]}
        aside=${`${lengthBetween(from, to)}${due(maintenance, now)}`} />`;
  };
  const partsOf = (shown, older) => {
    const all = together(older, page.maintenance).sort(latestFirst);
    if (shown === "past") return [["Past", all.filter(isFinished)]];
    return [["In progress", all.filter(isRunning)], ["Coming", all.filter((each) => !isRunning(each) && !isFinished(each)).reverse()]];
  };
  return html`<${Entries} kind="maintenance" action="Schedule maintenance" views=${[["coming", "Running and coming"], ["past", "Past"]]} partsOf=${partsOf} row=${row} nothing=${noMaintenance} />`;
}
