// The bar at the top: which organization, whether it is live, its page, and who one is.
import { html } from "../../vendor/preact.js";
import { CONNECTION, Icon, toneOf } from "../page/states.js";
import { Mark } from "../parts/mark.js";
import { enter } from "./following.js";
import { leave, mayLeave } from "./leaving.js";
import { Menu } from "./menu.js";
import { go } from "./routing.js";

/** The same section of another organization: its list, as an entry is not there. */
async function switchTo(organization, { section }) {
  if (!(await mayLeave())) return;
  enter(organization);
  go(section ? `/dashboard/${section}` : "/dashboard");
}

const Switcher = ({ organization, organizations, route }) => html`
  <${Menu} name="switcher" label=${html`<span class="visually-hidden">Organization: </span><strong class="switcher-name" dir="auto">${organization.name}</strong>`}>
    <ul>
      ${organizations.map((each) => html`<li key=${each.id}>
        <button aria-current=${each.id === organization.id ? "true" : undefined} onClick=${() => switchTo(each, route)}>
          <bdi>${each.name}</bdi><span class="hint">/status/${each.slug}</span>
        </button></li>`)}
      <li><a href="/dashboard/new-organization">New organization…</a></li>
    </ul>
  <//>`;

const PageLink = ({ organization, page }) => html`
  <a class="page-link" href="/status/${organization.slug}" target="_blank" rel="noopener">
    ${page && html`<${Icon} tone=${toneOf(page.status.indicator)} />`}
    <span class="page-link-text">${page?.status.description ?? "Status page"}</span><span class="leads-out" aria-hidden="true">↗</span><span class="visually-hidden"> (opens the status page in a new tab)</span>
  </a>`;

const Profile = ({ user }) => html`
  <${Menu} name="profile" label=${html`<span class="initial" dir="auto" aria-hidden="true">${[...user.name][0]?.toUpperCase()}</span><span class="visually-hidden">You: <bdi>${user.name}</bdi></span>`}>
    <p class="menu-head"><strong dir="auto">${user.name}</strong><span class="hint">${user.email}</span></p>
    <ul>
      <li><a href="/dashboard/profile">Profile and sessions</a></li>
      <li><button onClick=${leave}>Sign out</button></li>
    </ul>
  <//>`;

const Connection = ({ connection: { state }, unreachable }) => {
  const shown = unreachable ? "offline" : state;
  return html`<p class="connection is-${shown}"><span class="connection-word">${shown === "offline" ? "Offline" : CONNECTION[shown]}</span></p>`;
};

export const Topbar = (state) => html`
  <header class="topbar">
    <a class="brand" href="/" aria-label="Allclear"><${Mark} /><strong class="brand-name" aria-hidden="true">Allclear</strong></a>
    ${state.organization && html`<${Switcher} ...${state} />`}
    <${Connection} ...${state} />
    ${state.organization && html`<${PageLink} ...${state} />`}
    ${state.user && html`<${Profile} user=${state.user} />`}
  </header>`;
