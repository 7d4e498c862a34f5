// One status for all services that are selected.
import { html } from "../../../vendor/preact.js";
import { useState } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { optionsOf } from "../../parts/fields.js";
import { attempted, toast } from "../../parts/toast.js";
import { CHOSEN, statusWord } from "../shared/states.js";
import { plural } from "../shared/words.js";
import { aheadAll, known } from "../store.js";

const STATES = CHOSEN.map((status) => [status, statusWord(status)]);
const write = async (services, status) => {
  const { items } = await api.put("/api/services/status", { service_ids: services.map(({ id }) => id), status });
  aheadAll("services", items);
};

/** Gives all of them the status; for 10 s it can be taken back, but for those that somebody changed since. */
export async function setStatuses(services, status) {
  if (!(await attempted(() => write(services, status)))) return false;
  toast(`${plural(services.length, "service")}: ${statusWord(status)}`, { key: "bulk", undo: () => attempted(() => takeBack(services, status)) });
  return true;
}

async function takeBack(services, status) {
  const left = services.filter((each) => CHOSEN.includes(each.status) && known("services", each.id)?.status === status);
  const byFormer = Map.groupBy(left, (each) => each.status);
  for (const [former, those] of byFormer) await write(those, former);
  toast(`${plural(left.length, "service")} ${left.length === 1 ? "is" : "are"} as before`, { key: "bulk" });
}

/** The bar that stands at the foot of the screen as long as something is selected. */
export function BulkBar({ services, categories, onDone, onClear }) {
  const [status, choose] = useState("operational");
  const [saving, save] = useState(false);
  const apply = async () => {
    if (saving) return;
    save(true);
    const isDone = await setStatuses(services, status);
    save(false);
    if (isDone) onDone();
  };
  const move = async () => {
    if (await (await import("./bulk-move.js")).moveServices(services, categories)) onDone();
  };
  return html`
    <div class="bottom-bar bulk-bar" role="group" aria-label="What to do with the selected services">
      <strong role="status">${services.length} selected</strong>
      <button type="button" class="button quiet small" onClick=${onClear}>Clear</button>
      <button type="button" class="button small" onClick=${() => attempted(move)}>Move…</button>
      <label>Status <select class="narrow" value=${status} onInput=${({ target }) => choose(target.value)}>${optionsOf(STATES)}</select></label>
      <button type="button" class="button primary" aria-disabled=${saving} onClick=${apply}>${saving ? "Applying…" : "Apply"}</button>
    </div>`;
}
