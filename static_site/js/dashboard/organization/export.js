// Taking everything along, as one archive.
import { html } from "../../../vendor/preact.js";
import { useState } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { attempted } from "../../parts/toast.js";
import { Time } from "../../page/times.js";
import { count, useFollowed } from "./followed-path.js";

const Export = ({ id }) => {
  const [{ value: found }] = useFollowed(`/api/exports/${id}`, ({ state }) => state === "running");
  if (!found) return html`<p role="status">Looking…</p>`;
  if (found.state === "running") return html`<p role="status">The archive is being made…</p>`;
  if (!found.url) return html`<p role="status">The archive could not be made. ${found.message}</p>`;
  return html`<p role="status" class="actions"><a class="button primary" href=${found.url}>Download the archive</a> <span class="hint">${count(Math.ceil(found.size / 1024))} KB. The link works for 15 minutes, for whoever has it.</span></p>`;
};

export function Exports() {
  const [id, open] = useState("");
  const [{ value }, again] = useFollowed("/api/exports", () => false);
  const begin = () => attempted(async () => {
    open((await api.post("/api/exports", {})).id);
    again();
  });
  return html`
    <section class="panel"><h2>Export</h2>
      <p>Everything of this organization as a ZIP file: JSON lines with their schema, and the incidents as CSV. It can be imported again, here or elsewhere. It holds the addresses of subscribers: keep it safe.</p>
      ${id && html`<${Export} key=${id} id=${id} />`}
      <p class="actions"><button type="button" class="button" onClick=${begin}>Export everything</button></p>
      ${value?.items.length > 0 && html`<h3>Of the last week</h3><ul class="prose-list">${value.items.map((each) => html`<li key=${each.id}><button type="button" class="button" onClick=${() => open(each.id)}><${Time} at=${each.created_at} /></button> <span class="hint">by <bdi>${each.created_by.name}</bdi></span></li>`)}</ul>`}
    </section>`;
}
