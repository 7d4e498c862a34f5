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
  return html`<${Heading} title=${organization ? "New organization" : "Create your status page"} back=${organization && ["/dashboard", "Overview"]} /><${OrganizationForm} onCreated=${created} draft=${ownDraftOf("organization.new")} />`;
}
