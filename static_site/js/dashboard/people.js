// /dashboard/team, /dashboard/profile, and making another organization.
import { html } from "../../vendor/preact.js";
import { useEffect, useState } from "../../vendor/hooks.js";
import { OrganizationForm, PasswordField, wrongEmail, wrongPassword } from "../account/forms.js";
import { hint } from "../account/session.js";
import { api } from "../api.js";
import { Choices, Field, Form, FormDialog, Once, attempted, confirmed, optionsOf, required, shown, toast, useForm } from "../parts/form.js";
import { Time } from "../status.js";
import { Heading, ListRow, Listed, ReadOnly, useList } from "./parts.js";
import { change, current, enter, go, may } from "./store.js";

const ROLES = { viewer: "sees everything", member: "runs services, incidents and maintenance", admin: "also the team, keys and settings", owner: "everything, and deleting it" };
const rolesToGive = () => Object.keys(ROLES).filter((role) => role !== "owner" || may("owner"));

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
              ${optionsOf([...new Set([...rolesToGive(), member.role])].map((role) => [role, role]))}
            </select>` : member.role}</td>
          <td><${Time} at=${member.joined_at} /></td>
          <td>${(isMe || mayChange(member)) && html`<button class="button quiet small" aria-label=${isMe ? "Leave" : `Remove ${member.name}`} onClick=${() => remove(member, isMe, reload)}>${isMe ? "Leave" : "Remove"}</button>`}</td>
        </tr>`;
    })}</tbody>
  </table></div>`;

const linkOf = (token) => `${location.origin}/accept-invitation#token=${token}`;

/** After an invitation was made or renewed: the link, for when mail does not do it. */
const copyLink = ({ token, mail_sent: isSent = true }, email) => shown(({ close }) => html`
  <${Once} title=${isSent ? `${email} is invited` : "The mail could not be sent"} secret=${linkOf(token)} action="Done" close=${close}
    text=${isSent ? "A mail with a link is on its way. You can also hand over this link yourself:" : "Hand over this link yourself:"}
    hint="It works once, for this address, for 7 days. It is not shown again." />`);

function InviteDialog({ onClose }) {
  const form = useForm({
    initial: { email: "", role: "member" },
    check: ({ email }) => ({ email: wrongEmail(email) }),
    submit: async ({ email, role }) => {
      const sent = await api.post("/api/team/invite", { email: email.trim(), role });
      onClose();
      copyLink(sent, sent.email);
    },
  });
  return html`
    <${FormDialog} title="Invite somebody" form=${form} action="Send invitation" saving="Sending…" onClose=${onClose}>
      <${Field} form=${form} name="email" label="Email address" type="email" autocomplete="off" spellcheck="false" />
      <${Choices} form=${form} name="role" label="Role" options=${rolesToGive().map((role) => [role, html`<strong>${role}</strong> <span class="hint">${ROLES[role]}</span>`])} />
    <//>`;
}

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
      <${ListRow} key=${each.id} title=${html`<strong>${each.email}</strong>`} hint=${html`as ${each.role}, until <${Time} at=${each.expires_at} />`}>
        <span class="actions"><button class="button small" aria-label="Send again: the invitation of ${each.email}" onClick=${() => resend(each)}>Send again</button>
          <button class="button quiet small" aria-label="Take back the invitation of ${each.email}" onClick=${() => revoke(each)}>Take back</button></span>
      <//>`)}</ul>`;
};

const Invited = ({ list }) => html`
  <section aria-labelledby="invited"><h2 id="invited">Invited</h2>
    <${Listed} list=${list} empty="No invitation is open.">${(items) => html`<${Invitations} items=${items} reload=${list.reload} />`}<//>
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
    <${Heading} title="Team">${may("admin") && html`<button class="button primary" onClick=${() => invite(true)}>Invite</button>`}<//>
    <${ReadOnly} role="admin" what="the team" />
    <${Listed} list=${members} empty="Nobody.">${(items) => html`<${Members} items=${items} me=${user} reload=${members.reload} />`}<//>
    ${may("admin") && html`<${AdminPart} isInviting=${isInviting} close=${() => invite(false)} />`}`;
}

function Name({ user }) {
  const form = useForm({
    initial: { name: user.name },
    check: ({ name }) => ({ name: required("your name")(name) }),
    submit: async ({ name }) => {
      const me = await api.put("/api/auth/me", { name });
      change({ user: { ...user, name: me.name } });
      toast("Saved");
    },
  });
  return html`
    <${Form} form=${form} action="Save"><${Field} form=${form} name="name" label="Name" maxlength="100" autocomplete="name" hint="Colleagues see it next to what you change." /><//>`;
}

function Verification() {
  const [me, setMe] = useState();
  useEffect(() => {
    api.get("/api/auth/me").then(setMe, () => {});
  }, []);
  if (!me || me.email_verified !== false) return null;
  const resend = () => attempted(async () => {
    await api.post("/api/auth/resend-verification", {});
    toast(`A mail to ${me.email} is on its way`);
  });
  return html`<div class="notice"><p><strong>${me.email}</strong> is not verified yet.</p><p><button class="button small" onClick=${resend}>Send the mail again</button></p></div>`;
}

function Password() {
  const form = useForm({
    initial: { current_password: "", new_password: "" },
    check: ({ current_password: now, new_password: next }) => ({ current_password: required("your present password")(now), new_password: wrongPassword(next) }),
    submit: async (values) => {
      await api.post("/api/auth/change-password", values);
      form.set({ current_password: "", new_password: "" });
      toast("Your password is changed");
    },
  });
  return html`
    <${Form} form=${form} action="Change password">
      <input type="text" autocomplete="username" value=${current().user.email} hidden />
      <${PasswordField} form=${form} name="current_password" label="Present password" />
      <${PasswordField} form=${form} name="new_password" label="New password" autocomplete="new-password" hint="At least 10 characters; a few words work well." />
    <//>`;
}

const BROWSERS = ["Edg", "Firefox", "Chrome", "Safari"]; // each also calls itself what comes after it
const SYSTEMS = ["Android", "iPhone", "iPad", "Mac OS", "Windows", "Linux"];
const named = (agent, names) => names.find((name) => agent.includes(name))?.replace(/^Edg$/, "Edge");
const browserOf = (agent) => agent ? [named(agent, BROWSERS) ?? "Some program", named(agent, SYSTEMS)].filter(Boolean).join(" on ") : "A browser";

function Sessions() {
  const list = useList("/api/auth/sessions");
  const end = async ({ id }) => {
    if (await attempted(() => api.delete(`/api/auth/sessions/${id}`))) toast("Signed out there");
    list.reload();
  };
  return html`
    <${Listed} list=${list} empty="None.">${(items) => html`
      <ul class="rows" aria-label="Sessions">${items.map((each) => html`
        <${ListRow} key=${each.id} title=${html`<strong>${browserOf(each.user_agent)}</strong>${each.current && " (this one)"}`} hint=${html`since <${Time} at=${each.created_at} />${each.last_used_at && html`, last used <${Time} at=${each.last_used_at} />`}`}>
          ${!each.current && html`<button class="button small" aria-label="Sign out ${browserOf(each.user_agent)}" onClick=${() => end(each)}>Sign out</button>`}
        <//>`)}</ul>`}<//>`;
}

export function ProfileSection({ user }) {
  const isOurs = (hint()?.provider ?? "embedded") === "embedded";
  return html`
    <${Heading} title="Profile" />
    <p class="muted">${user.email}</p>
    ${isOurs ? html`
      <${Verification} />
      <${Name} user=${user} />
      <section><h2>Password</h2><${Password} /></section>
      <section><h2>Where you are signed in</h2><${Sessions} /></section>`
    : html`<p class="notice">Your name, password and sessions are with ${hint().provider.name || "your identity provider"}.</p>`}`;
}

export function NewOrganization({ organization }) {
  const created = (added) => {
    const { organizations, roles } = current();
    change({ organizations: [...organizations, added], roles: { ...roles, [added.id]: "owner" } });
    enter(added);
    go("/dashboard/services");
  };
  return html`<${Heading} title=${organization ? "New organization" : "Create your status page"} back=${organization && ["/dashboard/services", "Back"]} /><${OrganizationForm} onCreated=${created} />`;
}
