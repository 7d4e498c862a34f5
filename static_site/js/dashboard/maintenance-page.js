// /dashboard/maintenance/{id}: what is planned, and its next step.
import { html } from "../../vendor/preact.js";
import { useState } from "../../vendor/hooks.js";
import { Affected, Badge, Prose, Time, Timeline, due, isRunning, lengthBetween, maintenanceTone, updatesOf, words } from "../status.js";
import { api } from "../api.js";
import { confirmed } from "../parts/dialog.js";
import { attempted, toast } from "../parts/toasts.js";
import { useEntry } from "./entries.js";
import { later } from "./local-time.js";
import { EditMaintenance } from "./maintenance-form.js";
import { MaintenanceComposer } from "./maintenance-composer.js";
import { Failure, Heading, ReadOnly, Skeleton, Zoned } from "./parts.js";
import { go } from "./route.js";
import { ahead, known, may } from "./store.js";

const write = (maintenance, path, body, options) => attempted(async () => ahead("maintenance", await api.put(`/api/maintenance/${maintenance.id}${path}`, body, options)));

async function endAt(maintenance, end) {
  const before = maintenance.scheduled_end;
  const done = await write(maintenance, "", { scheduled_end: end });
  if (done) toast(html`It now ends <${Time} at=${end} />`, { undo: () => write(known("maintenance", maintenance.id) ?? maintenance, "", { scheduled_end: before }) });
}

async function remove(maintenance) {
  const text = html`<p>It disappears from your page, with everything said about it.${isRunning(maintenance) && " Its services get back the state they had."}</p>`;
  if (!(await confirmed({ title: `Delete “${maintenance.title}”?`, text, action: "Delete maintenance" }))) return;
  if (!(await attempted(() => api.delete(`/api/maintenance/${maintenance.id}`)))) return;
  go("/dashboard/maintenance", { replace: true });
  ahead("maintenance", { id: maintenance.id, deleted: true });
  toast("The maintenance is deleted");
}

const QUICK = { scheduled: [["in_progress", "Start now", "primary"], ["cancelled", "Cancel it", ""]], in_progress: [["completed", "Complete now", "primary"]], verifying: [["completed", "Complete now", "primary"]] };

async function step(maintenance, status) {
  if (status === "cancelled") {
    const text = html`<p>Your page says that it has been cancelled. It cannot be brought back: schedule it anew instead.</p>`;
    if (!(await confirmed({ title: `Cancel “${maintenance.title}”?`, text, action: "Cancel maintenance" }))) return;
  }
  if (await write(maintenance, "/status", { status }, { version: maintenance.version })) toast(`${maintenance.title}: ${words(status).toLowerCase()}`);
}

const Steps = ({ maintenance }) => html`
  <div class="actions">
    ${(QUICK[maintenance.status] ?? []).map(([status, label, tone]) => html`<button key=${status} class="button ${tone}" onClick=${() => step(maintenance, status)}>${label}</button>`)}
    ${isRunning(maintenance) && [30, 60].map((minutes) => html`<button key=${minutes} class="button" onClick=${() => endAt(maintenance, later(maintenance.scheduled_end, minutes))}>Extend by ${minutes === 30 ? "30 minutes" : "1 hour"}</button>`)}
  </div>`;

const Facts = ({ maintenance, zone, now }) => {
  const { scheduled_start: start, scheduled_end: end, actual_start: began, actual_end: ended, services } = maintenance;
  return html`
    <aside class="panel" aria-label="About this maintenance">
      <dl class="facts">
        <div><dt>Planned</dt><dd><${Zoned} from=${start} to=${end} zone=${zone} /><span class="hint"> ${lengthBetween(start, end)}${due(maintenance, now)}</span></dd></div>
        ${began && html`<div><dt>Started</dt><dd><${Time} at=${began} /></dd></div>`}
        ${ended && html`<div><dt>Ended</dt><dd><${Time} at=${ended} /><span class="hint"> after ${lengthBetween(began ?? start, ended)}</span></dd></div>`}
        <div><dt>Services</dt><dd>${services.length ? html`<${Affected} services=${services} planned />` : "No service"}</dd></div>
      </dl>
    </aside>`;
};

export function MaintenancePage(state) {
  const { route, now, organization } = state;
  const { entry: maintenance, problem, retry } = useEntry("maintenance", route.id);
  const [opened] = useState({});
  const back = ["/dashboard/maintenance", "Maintenance"];
  if (problem) return html`<${Heading} title=${problem.status === 404 ? "This maintenance is not there any more" : "Maintenance"} back=${back} />
    ${problem.status === 404 ? html`<p class="empty">It was deleted, or the address is mistyped.</p>` : html`<${Failure} problem=${problem} retry=${retry} />`}`;
  if (!maintenance) return html`<${Skeleton} />`;
  if (route.part === "edit") {
    opened.maintenance ??= maintenance;
    return html`<${EditMaintenance} ...${state} maintenance=${opened.maintenance} />`;
  }
  opened.maintenance = undefined;
  return html`
    <${Heading} title=${maintenance.title} back=${back}>
      ${may("member") && html`<a class="button" href="/dashboard/maintenance/${maintenance.id}/edit">Edit</a><button class="button quiet" onClick=${() => remove(maintenance)}>Delete</button>`}
    </${Heading}>
    <p class="badges"><${Badge} tone=${maintenanceTone(maintenance)}>${words(maintenance.status)}</${Badge}>
      <a class="hint" href="/status/${organization.slug}/maintenance/${maintenance.id}" target="_blank" rel="noopener">On your page<span class="visually-hidden"> (opens in a new tab)</span></a></p>
    ${maintenance.description && html`<${Prose} text=${maintenance.description} />`}
    <div class="detail">
      <div>
        ${may("member") && html`<${Steps} maintenance=${maintenance} />`}
        <${ReadOnly} what="maintenance" />
        ${may("member") && html`<${MaintenanceComposer} maintenance=${maintenance} />`}
        ${updatesOf(maintenance).length > 0 && html`<section class="panel tone-${maintenanceTone(maintenance)}" aria-labelledby="updates"><h2 id="updates">Updates</h2><${Timeline} updates=${updatesOf(maintenance)} /></section>`}
      </div>
      <${Facts} maintenance=${maintenance} zone=${organization.time_zone} now=${now} />
    </div>`;
}
