// /dashboard/team: who works here, in which role, and who is invited.
import { html } from "../../vendor/preact.js";
import { useState } from "../../vendor/hooks.js";
import { api } from "../api.js";
import { confirmed } from "../parts/dialog.js";
import { attempted, toast } from "../parts/toasts.js";
import { Time } from "../status.js";
import { InviteDialog, copyLink } from "./invite.js";
import { Listed, useList } from "./lists.js";
import { Heading, ReadOnly } from "./parts.js";
import { may } from "./store.js";

export const ROLES = { viewer: "sees everything", member: "runs services, incidents and maintenance", admin: "also the team, keys and settings", owner: "everything, and deleting it" };
export const rolesToGive = () => Object.keys(ROLES).filter((role) => role !== "owner" || may("owner"));

const mayChange = (member) => may("admin") && (member.role !== "owner" || may("owner"));

async function changeRole(member, role, reload) {
  const done = await attempted(() => api.put(`/api/team/members/${member.id}`, { role }));
  if (done) toast(`${member.name} is now ${role}`, { undo: () => attempted(() => api.put(`/api/team/members/${member.id}`, { role: member.role })).then(reload) });
  reload();
}

async function remove(member, isMe, reload) {
  const title = isMe ? "Leave this organization?" : `Remove ${member.name}?`;
  const text = html`<p>${isMe ? "You lose" : "They lose"} access at once. What ${isMe ? "you" : "they"} wrote stays. Coming back needs an invitation.</p>`;
  if (!(await confirmed({ title, text, action: isMe ? "Leave" : "Remove" }))) return;
  if (!(await attempted(() => api.delete(`/api/team/members/${member.id}`)))) return;
  if (isMe) return location.assign("/");
  toast(`${member.name} is removed`);
  reload();
}

const Members = ({ items, me, reload }) => html`
  <div class="table-scroll"><table>
    <caption class="visually-hidden">Members</caption>
    <thead><tr><th scope="col">Name</th><th scope="col">Role</th><th scope="col">Joined</th><td><span class="visually-hidden">Actions</span></td></tr></thead>
    <tbody>${items.map((member) => {
      const isMe = member.user_id === me.id;
      return html`
        <tr key=${member.id}>
          <th scope="row">${member.name}${isMe && " (you)"}<span class="hint">${member.email}</span></th>
          <td>${mayChange(member) && !isMe ? html`
            <select aria-label="Role of ${member.name}" value=${member.role} onChange=${({ target }) => changeRole(member, target.value, reload)}>
              ${[...new Set([...rolesToGive(), member.role])].map((role) => html`<option key=${role} value=${role}>${role}</option>`)}
            </select>` : member.role}</td>
          <td><${Time} at=${member.joined_at} /></td>
          <td>${(isMe || mayChange(member)) && html`<button class="button quiet small" aria-label=${isMe ? "Leave" : `Remove ${member.name}`} onClick=${() => remove(member, isMe, reload)}>${isMe ? "Leave" : "Remove"}</button>`}</td>
        </tr>`;
    })}</tbody>
  </table></div>`;

const Invitations = ({ items, reload }) => {
  const resend = async ({ id, email }) => {
    await attempted(async () => copyLink(await api.post(`/api/team/invitations/${id}/resend`, {}), email));
    reload();
  };
  const revoke = async ({ id, email }) => {
    if (await attempted(() => api.delete(`/api/team/invitations/${id}`))) toast(`The invitation of ${email} is taken back`);
    reload();
  };
  return html`
    <ul class="rows" aria-label="Invitations">${items.map((each) => html`
      <li class="list-row" key=${each.id}>
        <span><strong>${each.email}</strong><span class="hint">as ${each.role}, until <${Time} at=${each.expires_at} /></span></span>
        <span class="actions"><button class="button small" aria-label="Send again: the invitation of ${each.email}" onClick=${() => resend(each)}>Send again</button>
          <button class="button quiet small" aria-label="Take back the invitation of ${each.email}" onClick=${() => revoke(each)}>Take back</button></span>
      </li>`)}</ul>`;
};

const Invited = ({ list }) => html`
  <section aria-labelledby="invited"><h2 id="invited">Invited</h2>
    <${Listed} list=${list} empty="No invitation is open.">${(items) => html`<${Invitations} items=${items} reload=${list.reload} />`}</${Listed}>
  </section>`;

const AdminPart = ({ isInviting, close }) => {
  const list = useList("/api/team/invitations");
  return html`
    <${Invited} list=${list} />
    ${isInviting && html`<${InviteDialog} onClose=${() => { close(); list.reload(); }} />`}`;
};

export function TeamSection({ user }) {
  const members = useList("/api/team/members");
  const [isInviting, invite] = useState(false);
  return html`
    <${Heading} title="Team">${may("admin") && html`<button class="button primary" onClick=${() => invite(true)}>Invite</button>`}</${Heading}>
    <${ReadOnly} role="admin" what="the team" />
    <${Listed} list=${members} empty="Nobody.">${(items) => html`<${Members} items=${items} me=${user} reload=${members.reload} />`}</${Listed}>
    ${may("admin") && html`<${AdminPart} isInviting=${isInviting} close=${() => invite(false)} />`}`;
}
