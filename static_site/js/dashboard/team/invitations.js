// Who is invited and has not joined yet.
import { html } from "../../../vendor/preact.js";
import { api } from "../../api.js";
import { DURATIONS, ROLES } from "../../facts/forms.js";
import { wrongEmail } from "../../parts/checks.js";
import { FormDialog, shown } from "../../parts/dialog.js";
import { Once } from "../../parts/once.js";
import { draftOf } from "../../parts/drafts.js";
import { Choices, Field } from "../../parts/fields.js";
import { useForm } from "../../parts/form.js";
import { attempted, toast } from "../../parts/toast.js";
import { Time } from "../../page/times.js";
import { ListRow, Listed, useList } from "../shared/lists.js";
import { lost } from "../shared/permission.js";
import { rolesToGive } from "./members.js";

const linkOf = (token) => `${location.origin}/accept-invitation#token=${token}`;

/** Shows the link of a new or renewed invitation, for when the mail does not arrive. */
const copyLink = ({ token, mail_sent: isSent = true }, email) => shown(({ close }) => html`
  <${Once} title=${isSent ? `${email} is invited` : "The mail could not be sent"} secret=${linkOf(token)} action="Done" close=${close}
    text=${isSent ? "A mail with a link is on its way. You can also hand over this link yourself:" : "Hand over this link yourself:"}
    hint=${`It works once, for this address, for ${DURATIONS.invitation} days. It is not shown again.`} />`);

function InviteDialog({ onClose }) {
  const form = useForm({
    initial: { email: "", role: "member" },
    draft: draftOf("invitation.new"),
    check: ({ email }) => ({ email: wrongEmail(email) }),
    submit: async ({ email, role }) => {
      const sent = await api.post("/api/team/invite", { email: email.trim(), role });
      onClose();
      copyLink(sent, sent.email);
    },
  });
  return html`
    <${FormDialog} title="Invite somebody" form=${form} action="Send invitation" saving="Sending…" refusal=${lost("manage_team")} onClose=${onClose}>
      <${Field} form=${form} name="email" label="Email address" type="email" autocomplete="off" spellcheck=${false} />
      <${Choices} form=${form} name="role" label="Role" options=${rolesToGive().map((role) => [role, html`<strong>${role}</strong> <span class="hint">can ${ROLES[role]}</span>`])} />
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
          <button class="button quiet small danger" aria-label="Take back the invitation of ${each.email}" onClick=${() => revoke(each)}>Take back</button></span>
      <//>`)}</ul>`;
};

const Invited = ({ list }) => html`
  <section aria-labelledby="invited"><h2 id="invited">Invited</h2>
    <${Listed} list=${list} empty="No invitation is open.">${(items) => html`<${Invitations} items=${items} reload=${list.reload} />`}<//>
  </section>`;

export const InvitationsPart = ({ isInviting, close }) => {
  const list = useList("/api/team/invitations");
  return html`
    <${Invited} list=${list} />
    ${isInviting && html`<${InviteDialog} onClose=${() => { close(); list.reload(); }} />`}`;
};
