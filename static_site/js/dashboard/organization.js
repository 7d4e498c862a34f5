// /dashboard/organization: settings, branding, keys, log, and the end of it all.
import { html } from "../../vendor/preact.js";
import { ApiKeys } from "./api-keys.js";
import { AuditLog } from "./audit-log.js";
import { Branding } from "./branding.js";
import { DangerZone } from "./danger-zone.js";
import { OrganizationProfile } from "./organization-profile.js";
import { Heading, ReadOnly } from "./parts.js";
import { may } from "./store.js";

const TABS = {
  "": ["Profile", OrganizationProfile, "admin"],
  branding: ["Branding", Branding, "admin"],
  keys: ["API keys", ApiKeys, "admin"],
  log: ["Audit log", AuditLog, "admin"],
  danger: ["Danger zone", DangerZone, "owner"],
};

export function OrganizationSection(state) {
  const { id = "" } = state.route;
  const [title, view, role] = TABS[id] ?? TABS[""];
  return html`
    <${Heading} title="Organization" />
    <nav class="tabs" aria-label="Organization">
      ${Object.entries(TABS).filter(([, [, , needed]]) => may(needed)).map(([tab, [label]]) => html`<a key=${tab} href="/dashboard/organization${tab && `/${tab}`}" aria-current=${tab === id ? "page" : undefined}>${label}</a>`)}
    </nav>
    ${may(role) ? html`<${view} key=${title} ...${state} />` : html`<${ReadOnly} role=${role} what="these settings" /><${Facts} ...${state} />`}`;
}

const Facts = ({ organization: { name, slug, time_zone: zone } }) => html`
  <dl class="facts"><div><dt>Name</dt><dd>${name}</dd></div><div><dt>Address</dt><dd>${location.host}/status/${slug}</dd></div><div><dt>Time zone</dt><dd>${zone.replaceAll("_", " ")}</dd></div></dl>`;
