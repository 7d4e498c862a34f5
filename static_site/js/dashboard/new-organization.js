// /dashboard/new-organization
import { html } from "../../vendor/preact.js";
import { OrganizationForm } from "../account/organization-form.js";
import { ownDraftOf } from "../parts/drafts.js";
import { enter } from "./following.js";
import { go } from "./routing.js";
import { Heading } from "./shared/heading.js";
import { change, current } from "./store.js";

export function NewOrganization({ organization }) {
  const created = (added) => {
    const { organizations, roles } = current();
    change({ organizations: [...organizations, added], roles: { ...roles, [added.id]: "owner" } });
    enter(added);
    go("/dashboard/services");
  };
  return html`
    <${Heading} title=${organization ? "New organization" : "Create your status page"} back=${organization && ["/dashboard", "Overview"]} />
    <div class="two">
      <${OrganizationForm} onCreated=${created} draft=${ownDraftOf("organization.new")} />
      <section class="panel prose-list"><h2>What comes with it</h2>
        <p>A status page at an address of its own, which visitors see change within a second.</p>
        <p>Services, incidents, maintenance, a team and API keys that no other organization shares.</p>
        <p>You are its owner. Name, address and time zone can be changed later.</p></section>
    </div>`;
}
