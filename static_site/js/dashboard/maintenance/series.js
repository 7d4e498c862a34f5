// What an occurrence says of its series, and what can be done to it.
import { html } from "../../../vendor/preact.js";
import { api } from "../../api.js";
import { confirmed } from "../../parts/dialog.js";
import { attempted, toast } from "../../parts/toast.js";
import { isRunning } from "../../page/states.js";
import { may } from "../shared/permission.js";
import { ahead } from "../store.js";

async function skip(maintenance, reload) {
  const text = html`<p>Your page says that this one is cancelled. The others stay as they are, and the following one is announced.</p>`;
  if (!(await confirmed({ title: html`Skip “<bdi>${maintenance.title}</bdi>” this time?`, text, action: "Skip this one" }))) return;
  const change = { status: "cancelled", text: "This maintenance does not take place this time." };
  if (await attempted(async () => ahead("maintenance", await api.put(`/api/maintenance/${maintenance.id}/status`, change, { version: maintenance.version })))) toast("Skipped: the others stay as they are");
  reload();
}

async function end(series, reload) {
  const text = html`<p>Those that have not begun disappear from your page. One that is running goes on to its end.</p>`;
  if (!(await confirmed({ title: html`End the series “<bdi>${series.title}</bdi>”?`, text, action: "End series" }))) return;
  if (await attempted(() => api.delete(`/api/maintenance/series/${series.id}`, { version: series.version }))) toast("The series has ended");
  reload();
}

export const SeriesActions = ({ series, maintenance, reload }) => html`
  <section class="panel" aria-labelledby="series">
    <h2 id="series">Repeats</h2>
    <p>${series.summary}.</p>
    ${may("run") && html`<div class="actions">
      ${!isRunning(maintenance) && html`<button class="button" onClick=${() => skip(maintenance, reload)}>Skip this one</button>`}
      <button class="button quiet danger" onClick=${() => end(series, reload)}>End series</button>
    </div>`}
  </section>`;
