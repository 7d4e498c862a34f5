// People in charge: pausing all automation, and undoing what changed by itself.
import { html } from "../../../vendor/preact.js";
import { useEffect, useState } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { Time } from "../../page/times.js";
import { attempted, toast } from "../../parts/toast.js";
import { ListRow, Listed, useList } from "../shared/lists.js";
import { Undo } from "../shared/undo.js";

export function PauseSwitch() {
  const [paused, set] = useState();
  useEffect(() => {
    api.get("/api/automation").then((found) => set(found.paused), () => {});
  }, []);
  if (paused === undefined) return null;
  const turn = () => attempted(async () => {
    const after = await api.put("/api/automation", { paused: !paused });
    set(after.paused);
    toast(after.paused ? "Automation is paused" : "Automation goes on");
  });
  return html`
    <div class="notice" role="status">
      <p>${paused ? html`<strong>Automation is paused.</strong> Alerts, monitors and mail are noted, and change nothing.` : "Alerts, monitors and mail change the page by your rules."}</p>
      <button class="button ${paused ? "primary" : ""}" onClick=${turn}>${paused ? "Go on" : "Pause all automation"}</button>
    </div>`;
}

export function Changes() {
  const list = useList("/api/automation/changes?limit=20");
  return html`
    <h2>What changed by itself</h2>
    <${Listed} list=${list} empty="Nothing has changed by itself yet." older>${(items) => html`<ol class="rows" aria-label="What changed by itself">${items.map((each) => html`
      <${ListRow} key=${each.id} title=${html`<span dir="auto">${each.summary}</span>`} hint=${html`<bdi>${each.actor.name}</bdi>, <${Time} at=${each.occurred_at} />`}>
        <${Undo} change=${each} done=${list.reload} />
      <//>`)}</ol>`}<//>`;
}
