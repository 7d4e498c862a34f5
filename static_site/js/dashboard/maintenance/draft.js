// A draft of maintenance: its page, and its form.
import { html } from "../../../vendor/preact.js";
import { Affected } from "../../page/entries.js";
import { lengthBetween } from "../../page/times.js";
import { DraftView } from "../entries/draft.js";
import { lazy } from "../shared/lazy.js";
import { Zoned } from "../shared/zoned.js";
import { repeatWords } from "./repeat.js";

const EditMaintenance = lazy(async () => (await import("./edit-maintenance.js")).EditMaintenance);

export function MaintenanceDraft({ draft, reload, ...state }) {
  if (state.route.part === "edit") return html`<${EditMaintenance} ...${state} maintenance=${draft} onSaved=${reload} />`;
  const { scheduled_start: start, scheduled_end: end, services, repeat } = draft;
  const zone = state.organization.time_zone;
  return html`
    <${DraftView} kind="maintenance" draft=${draft} reload=${reload} facts=${[
      ["Planned", html`<${Zoned} from=${start} to=${end} zone=${zone} />`, html`<span class="hint">${lengthBetween(start, end)}</span>`],
      repeat && ["Repeats", repeatWords(repeat, start, zone)],
      ["Services", services.length ? html`<${Affected} services=${services} planned />` : "No service"],
    ]} />`;
}
