// The keys by which programs act in the organization.
import { html } from "../../../vendor/preact.js";
import { useState } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { confirmed } from "../../parts/dialog.js";
import { attempted, toast } from "../../parts/toast.js";
import { Time } from "../../page/times.js";
import { ListRow, Listed, useList } from "../shared/lists.js";
import { NewKey } from "./new-api-key.js";

async function revoke(key, reload) {
  const text = html`<p>Whatever uses it is refused from now on.</p>`;
  if (!(await confirmed({ title: html`Revoke “<bdi>${key.name}</bdi>”?`, text, action: "Revoke key" }))) return;
  if (await attempted(() => api.delete(`/api/api-keys/${key.id}`))) toast(html`<bdi>${key.name}</bdi> is revoked`);
  reload();
}

const Key = ({ item, reload }) => html`
  <${ListRow} title=${html`<strong dir="auto">${item.name}</strong> <code>${item.prefix}…</code>`}
    hint=${html`${item.scope === "read" ? "Read only" : "Read and write"}, made <${Time} at=${item.created_at} />${item.expires_at && html`, until <${Time} at=${item.expires_at} />`}, ${item.last_used_at ? html`last used <${Time} at=${item.last_used_at} />` : "never used"}`}>
    <button class="button quiet small" aria-label="Revoke ${item.name}" onClick=${() => revoke(item, reload)}>Revoke</button>
  <//>`;

export function ApiKeys() {
  const list = useList("/api/api-keys");
  const [isMaking, make] = useState(false);
  const close = () => {
    make(false);
    list.reload();
  };
  return html`
    <p class="muted">Programs send a key as <code>Authorization: Bearer</code>. What they can do is in the <a href="/docs">API documentation</a>.</p>
    <${Listed} list=${list} empty="There are no keys yet.">${(items) => html`<ul class="rows" aria-label="API keys">${items.map((item) => html`<${Key} key=${item.id} item=${item} reload=${list.reload} />`)}</ul>`}<//>
    ${!list.problem && html`<p><button class="button primary" onClick=${() => make(true)}>New key</button></p>`}
    ${isMaking && html`<${NewKey} onClose=${close} />`}`;
}
