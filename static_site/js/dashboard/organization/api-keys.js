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

async function take(key, reload) {
  if (await attempted(() => api.post(`/api/api-keys/${key.id}/take`, {}))) toast(html`You own <bdi>${key.name}</bdi> now`);
  reload();
}

const scopeWord = { read: "Read only", write: "Read and write", admin: "Settings, too" };

const ownerOf = ({ owner, created_by: maker }) => owner && owner.id !== maker.id && html`, owned by <bdi>${owner.name}</bdi>`;
const lastUse = ({ last_used_at: at }) => (at ? html`last used <${Time} at=${at} />` : "never used");

const About = ({ item }) => html`
  ${scopeWord[item.scope]}, made <${Time} at=${item.created_at} /> by <bdi>${item.created_by.name}</bdi>${ownerOf(item)}${item.expires_at && html`, until <${Time} at=${item.expires_at} />`}, ${lastUse(item)}`;

const Key = ({ item, reload }) => html`
  <${ListRow} title=${html`<strong dir="auto">${item.name}</strong> <code>${item.prefix}…</code>${!item.owner && html` <span class="badge tone-minor">Without an owner</span>`}`} hint=${html`<${About} item=${item} />`}>
    <span class="actions">
      ${!item.owner && html`<button class="button small" aria-label="Take over ${item.name}" onClick=${() => take(item, reload)}>Take over</button>`}
      <button class="button quiet small danger" aria-label="Revoke ${item.name}" onClick=${() => revoke(item, reload)}>Revoke</button>
    </span>
  <//>`;

const Ownerless = ({ items }) => {
  const count = items.filter(({ owner }) => !owner).length;
  return count > 0 && html`<p class="notice">${count === 1 ? "One key has" : `${count} keys have`} no owner: whoever made or owned ${count === 1 ? "it has" : "them has"} left. Take over what is still needed, and revoke the rest.</p>`;
};

export function ApiKeys() {
  const list = useList("/api/api-keys");
  const [isMaking, make] = useState(false);
  const close = () => {
    make(false);
    list.reload();
  };
  return html`
    <p class="muted">Programs send a key as <code>Authorization: Bearer</code>. What they can do is in the <a href="/docs">API documentation</a>.</p>
    <${Listed} list=${list} empty="There are no keys yet.">${(items) => html`<${Ownerless} items=${items} /><ul class="rows" aria-label="API keys">${items.map((item) => html`<${Key} key=${item.id} item=${item} reload=${list.reload} />`)}</ul>`}<//>
    ${!list.problem && html`<p><button class="button primary" onClick=${() => make(true)}>New key</button></p>`}
    ${isMaking && html`<${NewKey} onClose=${close} />`}`;
}
