// What is done to maintenance with one click: start, complete, extend, cancel.
import { html } from "../../../vendor/preact.js";
import { useState } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { confirmed } from "../../parts/dialog.js";
import { attempted, toast } from "../../parts/toast.js";
import { isFinished, isRunning, words } from "../../page/states.js";
import { Time } from "../../page/times.js";
import { may } from "../shared/permission.js";
import { Tell, quiet } from "../entries/told.js";
import { ahead, known } from "../store.js";

const later = (at, minutes) => new Date(new Date(at).getTime() + minutes * 60_000).toISOString();

const write = (maintenance, path, body, options) => attempted(async () => ahead("maintenance", await api.put(`/api/maintenance/${maintenance.id}${path}`, body, options)));

async function endAt(maintenance, end, notify) {
  const before = maintenance.scheduled_end;
  const done = await write(maintenance, "", { scheduled_end: end, ...quiet({ notify }) }, { version: maintenance.version });
  if (done) toast(html`It now ends <${Time} at=${end} />`, { undo: () => write(known("maintenance", maintenance.id) ?? maintenance, "", { scheduled_end: before, ...quiet({ notify }) }) });
}

async function step(maintenance, status, notify) {
  if (status === "cancelled") {
    const text = html`<p>Your page says that it has been cancelled. It cannot be brought back: schedule it anew instead.</p>`;
    if (!(await confirmed({ title: html`Cancel “<bdi>${maintenance.title}</bdi>”?`, text, action: "Cancel maintenance" }))) return;
  }
  if (await write(maintenance, "/status", { status, ...quiet({ notify }) }, { version: maintenance.version })) toast(html`<bdi>${maintenance.title}</bdi>: ${words(status).toLowerCase()}`);
}

const COMPLETE = [["completed", "Complete now", "primary"]];
const QUICK = { scheduled: [["in_progress", "Start now", "primary"], ["cancelled", "Cancel it", "quiet danger"]], in_progress: COMPLETE, verifying: COMPLETE };
const EXTENSIONS = [[30, "30 minutes"], [60, "1 hour"]];

export function Steps({ maintenance }) {
  const [notify, tell] = useState(true);
  return may("run") && !isFinished(maintenance) && html`
  <div class="actions">
    ${(QUICK[maintenance.status] ?? []).map(([status, label, tone = ""]) => html`<button key=${status} class="button ${tone}" onClick=${() => step(maintenance, status, notify)}>${label}</button>`)}
    ${isRunning(maintenance) && EXTENSIONS.map(([minutes, length]) => html`<button key=${minutes} class="button" onClick=${() => endAt(maintenance, later(maintenance.scheduled_end, minutes), notify)}>Extend by ${length}</button>`)}
    <${Tell} start=${notify} label="Subscribers are told" tell=${tell} />
  </div>`;
}
