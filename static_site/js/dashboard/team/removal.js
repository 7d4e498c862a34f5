// Removing a member, or leaving: what becomes of their API keys is asked first.
import { html } from "../../../vendor/preact.js";
import { api } from "../../api.js";
import { FormDialog, confirmed, shown } from "../../parts/dialog.js";
import { Choices } from "../../parts/fields.js";
import { useForm } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { may } from "../shared/permission.js";
import { plural } from "../shared/words.js";

/** The keys a member owns; nobody is asked about them who may not manage keys. */
async function keysOf(member) {
  if (!may("manage_keys")) return [];
  const { items } = await api.get("/api/api-keys");
  return items.filter(({ owner }) => owner?.id === member.user_id);
}

const titleOf = (member, isMe) => (isMe ? "Leave this organization?" : html`Remove <bdi>${member.name}</bdi>?`);
const action = (isMe) => (isMe ? "Leave" : "Remove");
const textOf = (isMe) => html`<p>${isMe ? "You lose" : "They lose"} access at once. What ${isMe ? "you" : "they"} wrote stays. Coming back needs an invitation.</p>`;

const choicesFor = (isMe) => [
  !isMe && ["take", "Keep them working, and take them over"],
  ["keep", "Keep them working, without an owner for now"],
  ["revoke", "Revoke them: whatever uses them is refused from now on"],
].filter(Boolean);

const removing = (member, keys) => api.delete(`/api/team/members/${member.id}?api_keys=${keys}`);

async function remove(member, choice, keys) {
  await removing(member, choice === "revoke" ? "revoke" : "keep");
  if (choice !== "take") return;
  for (const { id } of keys) await api.post(`/api/api-keys/${id}/take`, {}).catch(({ message }) => toast(message));
}

function WithKeys({ member, isMe, keys, close }) {
  const form = useForm({
    draft: null,
    initial: { choice: "" },
    check: ({ choice }) => ({ choice: choice ? "" : "Choose what becomes of the API keys" }),
    submit: async ({ choice }) => {
      await remove(member, choice, keys);
      close(true);
    },
  });
  const above = html`
    <div class="prose-list">${textOf(isMe)}
      <p>${isMe ? "You own" : html`<bdi>${member.name}</bdi> owns`} ${plural(keys.length, "API key")}, which programs may be using:</p>
      <ul>${keys.map(({ id, name, prefix }) => html`<li key=${id}><bdi>${name}</bdi> <code>${prefix}…</code></li>`)}</ul></div>`;
  return html`
    <${FormDialog} title=${titleOf(member, isMe)} form=${form} action=${action(isMe)} tone="danger" saving="Removing…" onClose=${() => close(false)} above=${above}>
      <${Choices} form=${form} name="choice" label="What becomes of the keys?" options=${choicesFor(isMe)} />
    <//>`;
}

/** Asks, and removes; resolves to whether that was done. May throw a Problem. */
export async function removed(member, isMe) {
  const keys = await keysOf(member);
  if (keys.length) return shown(({ close }) => html`<${WithKeys} member=${member} isMe=${isMe} keys=${keys} close=${close} />`);
  const sure = await confirmed({ title: titleOf(member, isMe), text: textOf(isMe), action: action(isMe) });
  if (sure) await removing(member, "keep");
  return sure;
}
