// What the caller's role allows in the chosen organization.
import { html } from "../../../vendor/preact.js";
import { NEEDED, ROLES } from "../../facts/forms.js";
import { current } from "../store.js";

const rank = (role) => Object.keys(ROLES).indexOf(role);

/** The caller's role in the chosen organization; undefined where they are in none. */
export const myRole = ({ roles, organization } = current()) => roles[organization?.id];

/** Whether the caller may do what `permission` names (facts/forms.js). */
export const may = (permission) => rank(myRole()) >= rank(NEEDED[permission]);

/** Why there are no buttons, for people whose role does not suffice. */
export const ReadOnly = ({ permission = "run", what }) => !may(permission) && html`
  <p class="notice">You can look at ${what}; changing ${what === "the team" ? "it" : "them"} needs the role ${NEEDED[permission]}.</p>`;

/** In place of a form's buttons, once the role that allowed them is gone; undefined while it is there. */
export const lost = (permission) => may(permission) ? undefined : html`
  <p><strong>Your role is ${myRole() ?? "none"} now, and this needs the role ${NEEDED[permission]}.</strong> What you wrote is still here, to copy or to keep until you may again.</p>`;
