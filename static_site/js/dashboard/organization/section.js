// /dashboard/organization: its settings, one tab for each kind.
import { html } from "../../../vendor/preact.js";
import { useEffect, useRef } from "../../../vendor/hooks.js";
import { zoneName } from "../../parts/zones.js";
import { Heading, Waiting } from "../shared/heading.js";
import { lazy } from "../shared/lazy.js";
import { ReadOnly, may } from "../shared/permission.js";
import { styled } from "../shared/styled.js";

await styled("/css/organization.css");

const Profile = lazy(async () => (await import("./profile.js")).Profile, Waiting);
const Branding = lazy(async () => (await import("./branding.js")).Branding, Waiting);
const MailSettings = lazy(async () => (await import("./mail.js")).MailSettings, Waiting);
const DomainSettings = lazy(async () => (await import("./domain.js")).DomainSettings, Waiting);
const Share = lazy(async () => (await import("./share.js")).Share, Waiting);
const Moving = lazy(async () => (await import("./moving.js")).ImportAndExport, Waiting);
const ApiKeys = lazy(async () => (await import("./api-keys.js")).ApiKeys, Waiting);
const AuditLog = lazy(async () => (await import("./audit-log.js")).AuditLog, Waiting);
const DangerZone = lazy(async () => (await import("./danger.js")).DangerZone, Waiting);

/** [label, view, permission]; a form in which somebody writes stays when the permission is lost, and says so. */
const TABS = {
  "": ["Profile", Profile, "change_settings"],
  branding: ["Branding", Branding, "change_settings"],
  mail: ["Mail", MailSettings, "change_settings"],
  domain: ["Domain", DomainSettings, "change_settings"],
  share: ["Share", Share, "see"],
  moving: ["Import and export", Moving, "change_settings"],
  keys: ["API keys", ApiKeys, "manage_keys"],
  log: ["Audit log", AuditLog, "read_log"],
  danger: ["Danger zone", DangerZone, "delete_organization"],
};
const FORMS = [Profile, Branding, MailSettings];

const Facts = ({ organization: { name, slug, time_zone: zone } }) => html`
  <dl class="facts"><div><dt>Name</dt><dd dir="auto">${name}</dd></div><div><dt>Address</dt><dd>${location.host}/status/${slug}</dd></div><div><dt>Time zone</dt><dd>${zoneName(zone)}</dd></div></dl>`;

export function OrganizationSection(state) {
  const { id = "" } = state.route;
  const [title, view, permission] = TABS[id] ?? TABS[""];
  const opened = useRef();
  if (may(permission)) opened.current = view;
  const tabs = useRef();
  useEffect(() => {
    const here = tabs.current.querySelector("[aria-current]"); // on narrow screens it may be out of sight
    if (here) tabs.current.scrollLeft = here.offsetLeft - (tabs.current.clientWidth - here.offsetWidth) / 2;
  }, [id]);
  const isShown = may(permission) || (opened.current === view && FORMS.includes(view));
  return html`
    <${Heading} title="Organization" />
    <nav class="tabs strip" aria-label="Organization" ref=${tabs}>
      ${Object.entries(TABS).filter(([, [, , needed]]) => may(needed)).map(([tab, [label]]) => html`<a key=${tab} href="/dashboard/organization${tab && `/${tab}`}" aria-current=${tab === id ? "page" : undefined}>${label}</a>`)}
    </nav>
    ${isShown ? html`<${view} key=${title} ...${state} />` : html`<${ReadOnly} permission=${permission} what="these settings" /><${Facts} ...${state} />`}`;
}
