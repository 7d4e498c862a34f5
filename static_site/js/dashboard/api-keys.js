// Keys for programs: shown once, revoked at once.
import { html } from "../../vendor/preact.js";
import { useState } from "../../vendor/hooks.js";
import { api } from "../api.js";
import { Dialog, confirmed, shown } from "../parts/dialog.js";
import { Choices, Field, Form, required, useForm } from "../parts/form.js";
import { attempted, toast } from "../parts/toasts.js";
import { Time } from "../status.js";
import { Copy } from "./invite.js";
import { Listed, useList } from "./lists.js";

const SCOPES = [["write", "Read and write: as a member"], ["read", "Read only: as a viewer"]];

const Once = ({ made, close }) => html`
  <${Dialog} title="Copy this key now" onClose=${close}>
    <p>It is not shown again. Whoever has it can do what “${made.name}” may.</p>
    <code class="secret">${made.key}</code>
    <div class="actions"><${Copy} text=${made.key} /><button class="button" onClick=${close}>I have kept it</button></div>
  </${Dialog}>`;

const LIFETIMES = [["", "No end"], ["30", "30 days"], ["90", "90 days"], ["365", "A year"]];
const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString();

function NewKey({ onClose }) {
  const form = useForm({
    initial: { name: "", scope: "write", days: "" },
    check: ({ name }) => ({ name: required("what will use the key")(name) }),
    submit: async ({ name, scope, days }) => {
      const made = await api.post("/api/api-keys", { name, scope, ...(days && { expires_at: inDays(days) }) });
      onClose();
      await shown(({ close }) => html`<${Once} made=${made} close=${close} />`);
    },
  });
  return html`
    <${Dialog} title="New API key" onClose=${onClose}>
      <${Form} form=${form} action="Make key" saving="Making it…" extra=${html`<button type="button" class="button" onClick=${onClose}>Cancel</button>`}>
        <${Field} form=${form} name="name" label="Name" hint="What will use it, such as “Deploy pipeline”." maxlength="100" />
        <${Choices} form=${form} name="scope" label="May" options=${SCOPES} />
        <${Field} form=${form} name="days" label="Good for" as="select">${LIFETIMES.map(([value, label]) => html`<option key=${value} value=${value}>${label}</option>`)}</${Field}>
      </${Form}>
    </${Dialog}>`;
}

async function revoke(key, reload) {
  const text = html`<p>Whatever uses it is refused from now on.</p>`;
  if (!(await confirmed({ title: `Revoke “${key.name}”?`, text, action: "Revoke key" }))) return;
  if (await attempted(() => api.delete(`/api/api-keys/${key.id}`))) toast(`${key.name} is revoked`);
  reload();
}

const Key = ({ item, reload }) => html`
  <li class="list-row">
    <span><strong>${item.name}</strong> <code>${item.prefix}…</code>
      <span class="hint">${item.scope === "read" ? "Read only" : "Read and write"}, made <${Time} at=${item.created_at} />${item.expires_at && html`, until <${Time} at=${item.expires_at} />`}, ${item.last_used_at ? html`last used <${Time} at=${item.last_used_at} />` : "never used"}</span></span>
    <button class="button quiet small" aria-label="Revoke ${item.name}" onClick=${() => revoke(item, reload)}>Revoke</button>
  </li>`;

export function ApiKeys() {
  const list = useList("/api/api-keys");
  const [isMaking, make] = useState(false);
  const close = () => {
    make(false);
    list.reload();
  };
  return html`
    <p class="muted">Programs send a key as <code>Authorization: Bearer</code>. What they can do is in the <a href="/docs">API documentation</a>.</p>
    <${Listed} list=${list} empty="There are no keys yet.">${(items) => html`<ul class="rows" aria-label="API keys">${items.map((item) => html`<${Key} key=${item.id} item=${item} reload=${list.reload} />`)}</ul>`}</${Listed}>
    ${!list.problem && html`<p><button class="button primary" onClick=${() => make(true)}>New key</button></p>`}
    ${isMaking && html`<${NewKey} onClose=${close} />`}`;
}
