// Starts the dashboard: who is signed in, their organizations, and the chosen one's page.
import { html, render } from "../../vendor/preact.js";
import { useEffect, useLayoutEffect, useRef, useState } from "../../vendor/hooks.js";
import { SignInForm, Ways } from "../account/forms.js";
import { accessToken, chosen, isArriving, session, signInPath, signOut, user } from "../account/session.js";
import { UNREACHABLE, actIn, api, network, onSessionOver } from "../api.js";
import { Dialog, forgetDrafts, shown } from "../parts/form.js";
import { CONNECTION, Icon, isRunning, toneOf } from "../status.js";
import { Failure, Heading, Skeleton } from "./parts.js";
import { change, current, enter, go, listen, persistently, startRouting } from "./store.js";

const SECTIONS = { services: "Services", incidents: "Incidents", maintenance: "Maintenance", team: "Team", organization: "Organization" };

// Loaded when they are first looked at.
const VIEWS = {
  services: async () => (await import("./services.js")).ServicesSection,
  incidents: async () => (await import("./entries.js")).IncidentsSection,
  maintenance: async () => (await import("./entries.js")).MaintenanceSection,
  team: async () => (await import("./people.js")).TeamSection,
  organization: async () => (await import("./organization.js")).OrganizationSection,
  profile: async () => (await import("./people.js")).ProfileSection,
  "new-organization": async () => (await import("./people.js")).NewOrganization,
};
const NEEDS_NO_PAGE = ["profile", "new-organization"];

const countOf = (page, section) => (section === "incidents" ? page?.active_incidents.length : section === "maintenance" ? page?.maintenance.filter(isRunning).length : 0);

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
  <//>`;

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
  <//>`;

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

function Shell(state) {
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

let asking = null;
let isLeaving = false;
const stay = () => {};

/** Resolves once signed in again, however many requests wait for it. */
function askToSignInAgain() {
  if (isLeaving) return new Promise(stay);
  asking ??= shown(SignInAgain).finally(() => (asking = null));
  return asking;
}

/** Signs out here and in all tabs, and leaves. */
async function leave() {
  isLeaving = true;
  forgetDrafts();
  await signOut().catch(stay);
  location.assign("/");
}

/** Somebody else's session shows somebody else's organizations: the page starts anew. */
const resume = (close) => (user().id === current().user.id ? close() : location.assign("/dashboard"));

function SignInAgain({ close }) {
  useEffect(() => {
    const inAnotherTab = () => user() && resume(close);
    session.addEventListener("change", inAnotherTab);
    return () => session.removeEventListener("change", inAnotherTab);
  }, []);
  return html`
    <${Dialog} title="Sign in again" onClose=${stay}>
      <p>Your session has ended. What you were doing is still here.</p>
      <${Ways} back=${location.pathname}><${SignInForm} email=${current().user.email} onEntered=${stay} /><//>
      <p class="hint"><a href=${signInPath()}>Go to the sign-in page instead</a></p>
    <//>`;
}

const HALF_A_MINUTE = 30_000;

function App() {
  const [, draw] = useState(0);
  useLayoutEffect(() => listen(() => draw((before) => before + 1)), []);
  return html`<${Shell} ...${current()} />`;
}

async function load() {
  actIn(chosen()); // a new one is listed when named
  const [{ items }, { memberships }] = await Promise.all([api.get("/api/organizations"), api.get(`/api/organizations/check-user/${user().id}`)]);
  change({ organizations: items, roles: Object.fromEntries(memberships.map(({ organization_id: id, role }) => [id, role])) });
  const organization = items.find(({ id }) => id === chosen()) ?? items[0];
  return organization ? enter(organization) : go("/dashboard/new-organization", { replace: true });
}

async function start(root) {
  if (isArriving() && !(await (await import("../account/oidc.js")).arrive())) return;
  if (!(await persistently(accessToken))) return location.replace(signInPath());
  startRouting();
  if (/^\/dashboard\/?$/.test(location.pathname)) go("/dashboard/services", { replace: true });
  onSessionOver(askToSignInAgain);
  change({ user: user() });
  session.addEventListener("change", () => user() || askToSignInAgain());
  network.addEventListener("trouble", ({ detail }) => change({ unreachable: detail }));
  setInterval(() => change({ now: Date.now() }), HALF_A_MINUTE);
  root.replaceChildren();
  render(html`<${App} />`, root);
  for (;;) {
    try {
      return await load();
    } catch (problem) {
      change({ failure: problem });
      await new Promise((retry) => change({ retry }));
      change({ failure: null, retry: null });
    }
  }
}

start(document.getElementById("dashboard"));
