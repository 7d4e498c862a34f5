// Who works in the organization, in which role.
import { html } from "../../../vendor/preact.js";
import { api } from "../../api.js";
import { ROLES } from "../../facts/forms.js";
import { optionsOf } from "../../parts/fields.js";
import { attempted, toast } from "../../parts/toast.js";
import { Time } from "../../page/times.js";
import { may } from "../shared/permission.js";
import { removed } from "./removal.js";

/** Only an owner makes somebody an owner. */
export const rolesToGive = () => Object.keys(ROLES).filter((role) => role !== "owner" || may("manage_owners"));

const mayChange = (member) => may("manage_team") && (member.role !== "owner" || may("manage_owners"));

async function changeRole(member, role, reload) {
  const done = await attempted(() => api.put(`/api/team/members/${member.id}`, { role }));
  if (done) toast(html`<bdi>${member.name}</bdi> is now ${role}`, { undo: () => attempted(() => api.put(`/api/team/members/${member.id}`, { role: member.role })).then(reload) });
  reload();
}

async function remove(member, isMe, reload) {
  let done = false;
  await attempted(async () => (done = await removed(member, isMe)));
  if (!done) return;
  if (isMe) return location.assign("/");
  toast(html`<bdi>${member.name}</bdi> is removed`);
  reload();
}

export const Members = ({ items, me, reload }) => html`
  <div class="table-scroll"><table>
    <caption class="visually-hidden">Members</caption>
    <thead><tr><th scope="col">Name</th><th scope="col">Role</th><th scope="col">Joined</th><td><span class="visually-hidden">Actions</span></td></tr></thead>
    <tbody>${items.map((member) => {
      const isMe = member.user_id === me.id;
      return html`
        <tr key=${member.id}>
          <th scope="row"><bdi>${member.name}</bdi>${isMe && " (you)"}<span class="hint">${member.email}</span></th>
          <td>${mayChange(member) && !isMe ? html`
            <select aria-label="Role of ${member.name}" value=${member.role} onChange=${({ target }) => changeRole(member, target.value, reload)}>
              ${optionsOf([...new Set([...rolesToGive(), member.role])].map((role) => [role, role]))}
            </select>` : member.role}</td>
          <td><${Time} at=${member.joined_at} /></td>
          <td>${(isMe || mayChange(member)) && html`<button class="button quiet small danger" aria-label=${isMe ? "Leave" : `Remove ${member.name}`} onClick=${() => remove(member, isMe, reload)}>${isMe ? "Leave" : "Remove"}</button>`}</td>
        </tr>`;
    })}</tbody>
  </table></div>`;
