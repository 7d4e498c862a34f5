// What fires now, and ending what its tool never ends.
import { html } from "../../../vendor/preact.js";
import { useState } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { Time } from "../../page/times.js";
import { confirmed } from "../../parts/dialog.js";
import { attempted, toast } from "../../parts/toast.js";
import { ListRow, Listed, useList } from "../shared/lists.js";
import { refocus } from "../shared/refocus.js";

const FEW = 10;

export function Firing({ source }) {
  const [few, show] = useState(FEW);
  const list = useList(`/api/sources/${source.id}/firing`);
  const end = async (alert) => {
    const name = alert.title || alert.key;
    const text = html`<p>It counts as over until it begins again. Its tool is not told.</p>`;
    if (!(await confirmed({ title: html`End “<bdi>${name}</bdi>”?`, text, action: "End alert", keep: "Cancel" }))) return;
    if (await attempted(() => api.post(`/api/sources/${source.id}/firing/${alert.id}/end`, {}))) toast(html`<bdi>${name}</bdi> is over`);
    await list.reload();
    refocus();
  };
  return html`
    <h2>What fires now</h2>
    <${Listed} list=${list} empty="Nothing fires.">${(items) => html`<ul class="rows" aria-label="What fires now">${items.slice(0, few).map((each) => html`
      <${ListRow} key=${each.id} title=${html`<span dir="auto">${each.title || each.key}</span>`} hint=${html`Since <${Time} at=${each.since} />${!each.is_followed && " · no rule matches"}`}>
        <button class="button quiet small" aria-label="End: ${each.title || each.key}" onClick=${() => end(each)}>End</button>
      <//>`)}</ul>
      ${items.length > few && html`<p><button class="button" onClick=${() => show(items.length)}>Show all ${items.length}</button></p>`}`}<//>`;
}
