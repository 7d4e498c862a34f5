// What stands around every page of the dashboard.
import { html } from "../../vendor/preact.js";
import { useEffect, useRef, useState } from "../../vendor/hooks.js";
import { CONNECTION, Icon, toneOf } from "../status.js";
import { UNREACHABLE } from "../api.js";
import { enter } from "./enter.js";
import { Failure, Heading, Skeleton } from "./parts.js";
import { go } from "./route.js";
import { leave } from "./signed-out.js";

const SECTIONS = { services: "Services", incidents: "Incidents", maintenance: "Maintenance", team: "Team", organization: "Organization" };

// Loaded when they are first looked at.
const VIEWS = {
  services: async () => (await import("./services.js")).ServicesSection,
  incidents: async () => (await import("./incidents.js")).IncidentsSection,
  maintenance: async () => (await import("./maintenance.js")).MaintenanceSection,
  team: async () => (await import("./team.js")).TeamSection,
  organization: async () => (await import("./organization.js")).OrganizationSection,
  profile: async () => (await import("./profile.js")).ProfileSection,
  "new-organization": async () => (await import("./profile.js")).NewOrganization,
};
const NEEDS_NO_PAGE = ["profile", "new-organization"];

const isOpen = ({ status }) => ["in_progress", "verifying"].includes(status);
const countOf = (page, section) => (section === "incidents" ? page?.active_incidents.length : section === "maintenance" ? page?.maintenance.filter(isOpen).length : 0);

/** A button that opens a list; Escape, a choice, or looking elsewhere closes it. */
function Menu({ label, name, children }) {
  const details = useRef();
  useEffect(() => {
    const elsewhere = ({ target }) => {
      if (!details.current.contains(target)) details.current.open = false;
    };
    for (const event of ["click", "focusin"]) document.addEventListener(event, elsewhere);
    return () => ["click", "focusin"].forEach((event) => document.removeEventListener(event, elsewhere));
  }, []);
  const keyed = ({ key }) => {
    if (key !== "Escape" || !details.current.open) return;
    details.current.open = false;
    details.current.firstElementChild.focus();
  };
  const picked = ({ target }) => {
    if (target.closest("a, button")) details.current.open = false;
  };
  return html`
    <details class="menu ${name}" ref=${details} onKeyDown=${keyed}>
      <summary>${label}</summary>
      <div class="menu-list" onClick=${picked}>${children}</div>
    </details>`;
}

const Switcher = ({ organization, organizations }) => html`
  <${Menu} name="switcher" label=${html`<span class="visually-hidden">Organization: </span><strong>${organization.name}</strong>`}>
    <ul>
      ${organizations.map((each) => html`<li key=${each.id}>
        <button aria-current=${each.id === organization.id ? "true" : undefined} onClick=${() => { enter(each); go("/dashboard/services"); }}>
          ${each.name}<span class="hint">/status/${each.slug}</span>
        </button></li>`)}
      <li><a href="/dashboard/new-organization">New organization…</a></li>
    </ul>
  </${Menu}>`;

const PageLink = ({ organization, page }) => html`
  <a class="page-link" href="/status/${organization.slug}" target="_blank" rel="noopener">
    ${page && html`<${Icon} tone=${toneOf(page.status.indicator)} />`}
    <span class="page-link-text">${page?.status.description ?? "Status page"}</span><span class="visually-hidden"> (opens the status page in a new tab)</span>
  </a>`;

const Profile = ({ user }) => html`
  <${Menu} name="profile" label=${html`<span class="initial" aria-hidden="true">${[...user.name][0]?.toUpperCase()}</span><span class="visually-hidden">You: ${user.name}</span>`}>
    <p class="menu-head"><strong>${user.name}</strong><span class="hint">${user.email}</span></p>
    <ul>
      <li><a href="/dashboard/profile">Profile and sessions</a></li>
      <li><button onClick=${leave}>Sign out</button></li>
    </ul>
  </${Menu}>`;

const Navigation = ({ section: shown, page }) => html`
  <nav class="sections" aria-label="Dashboard">
    <ul>${Object.entries(SECTIONS).map(([section, title]) => html`<li key=${section}>
      <a href="/dashboard/${section}" aria-current=${section === shown ? "page" : undefined}>${title}
        ${countOf(page, section) > 0 && html` <span class="count">${countOf(page, section)}<span class="visually-hidden"> open</span></span>`}</a></li>`)}
    </ul>
  </nav>`;

const Connection = ({ connection: { state }, unreachable }) => {
  const shown = unreachable ? "offline" : state;
  return html`<p class="connection is-${shown}"><span class="connection-word">${shown === "offline" ? "Offline" : CONNECTION[shown]}</span></p>`;
};

const NotHere = () => html`<${Heading} title="There is nothing at this address" /><p><a href="/dashboard/services">To the services</a></p>`;

const loaded = { "": NotHere };
const nameOf = ({ section }) => (section in VIEWS ? section : "");

/** The section's view, once it is loaded. */
function useView(name) {
  const [, draw] = useState(0);
  const [problem, fail] = useState();
  const load = async () => {
    fail();
    try {
      loaded[name] ??= await VIEWS[name]();
      draw((before) => before + 1);
    } catch {
      fail({ message: UNREACHABLE });
    }
  };
  useEffect(() => {
    if (!loaded[name]) load();
  }, [name]);
  return { view: loaded[name], problem, load };
}

function Content(state) {
  const { failure, retry, organization, page, route } = state;
  const name = nameOf(route);
  const { view, problem, load } = useView(name);
  if (failure ?? problem) return html`<${Failure} problem=${failure ?? problem} retry=${failure ? retry : load} />`;
  const isReady = NEEDS_NO_PAGE.includes(name) || (organization && page);
  return view && isReady ? html`<${view} key=${organization?.id} ...${state} />` : html`<${Skeleton} />`;
}

export function Shell(state) {
  const { organization, unreachable, route, page, user } = state;
  return html`
    <a class="skip" href="#content">Skip to the content</a>
    <header class="topbar">
      <a class="brand" href="/" aria-label="Allclear"><${Icon} tone="ok" /><strong class="brand-name" aria-hidden="true">Allclear</strong></a>
      ${organization && html`<${Switcher} ...${state} />`}
      <${Connection} ...${state} />
      ${organization && html`<${PageLink} ...${state} />`}
      ${user && html`<${Profile} user=${user} />`}
    </header>
    <div class="columns">
      <div class="side">
        ${organization && html`<${Navigation} section=${route.section} page=${page} />`}
      </div>
      <main class="content" id="content" tabindex="-1">
        ${unreachable && html`<p class="notice" role="alert">Allclear cannot be reached right now. What you see may be old; it keeps trying by itself.</p>`}
        <${Content} ...${state} />
      </main>
    </div>`;
}
