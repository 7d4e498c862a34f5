// /dashboard/team
import { html } from "../../../vendor/preact.js";
import { useState } from "../../../vendor/hooks.js";
import { Heading } from "../shared/heading.js";
import { Listed, useList } from "../shared/lists.js";
import { ReadOnly, may } from "../shared/permission.js";
import { Verification, isUnverified, useMe } from "../shared/verification.js";
import { InvitationsPart } from "./invitations.js";
import { Members } from "./members.js";

export function TeamSection({ user }) {
  const members = useList("/api/team/members");
  const me = useMe();
  const [isInviting, invite] = useState(false);
  return html`
    <${Heading} title="Team">${may("manage_team") && !isUnverified(me) && html`<button class="button primary" onClick=${() => invite(true)}>Invite</button>`}<//>
    <${ReadOnly} permission="manage_team" what="the team" />
    ${may("manage_team") && html`<${Verification} me=${me}>Open the link in the mail that we sent you; then you can invite others.<//>`}
    <${Listed} list=${members} empty="Nobody.">${(items) => html`<${Members} items=${items} me=${user} reload=${members.reload} />`}<//>
    ${(may("manage_team") || isInviting) && html`<${InvitationsPart} isInviting=${isInviting} close=${() => invite(false)} />`}`;
}
