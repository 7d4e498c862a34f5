// Inviting somebody, and handing over the link when mail does not do it.
import { html } from "../../vendor/preact.js";
import { api } from "../api.js";
import { wrongEmail } from "../account/credentials.js";
import { Dialog, shown } from "../parts/dialog.js";
import { Choices, Field, Form, useForm } from "../parts/form.js";
import { toast } from "../parts/toasts.js";
import { ROLES, rolesToGive } from "./team.js";

const linkOf = (token) => `${location.origin}/accept-invitation#token=${token}`;

const Link = ({ token, email, isSent, close }) => html`
  <${Dialog} title=${isSent ? `${email} is invited` : "The mail could not be sent"} onClose=${close}>
    <p>${isSent ? "A mail with a link is on its way. You can also hand over this link yourself:" : "Hand over this link yourself:"}</p>
    <code class="secret">${linkOf(token)}</code>
    <p class="hint">It works once, for this address, for 7 days. It is not shown again.</p>
    <div class="actions"><${Copy} text=${linkOf(token)} /><button class="button" onClick=${close}>Done</button></div>
  </${Dialog}>`;

export const Copy = ({ text }) => html`
  <button type="button" class="button primary" onClick=${() => navigator.clipboard.writeText(text).then(() => toast("Copied"), () => toast("Select the text and copy it"))}>Copy</button>`;

/** After an invitation was made or renewed. */
export const copyLink = ({ token, mail_sent: isSent = true }, email) => shown(({ close }) => html`<${Link} token=${token} email=${email} isSent=${isSent} close=${close} />`);

export function InviteDialog({ onClose }) {
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
    <${Dialog} title="Invite somebody" onClose=${onClose}>
      <${Form} form=${form} action="Send invitation" saving="Sending…" extra=${html`<button type="button" class="button" onClick=${onClose}>Cancel</button>`}>
        <${Field} form=${form} name="email" label="Email address" type="email" autocomplete="off" spellcheck="false" />
        <${Choices} form=${form} name="role" label="Role" options=${rolesToGive().map((role) => [role, html`<strong>${role}</strong> <span class="hint">${ROLES[role]}</span>`])} />
      </${Form}>
    </${Dialog}>`;
}
