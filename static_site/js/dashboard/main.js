// Starts the dashboard: who is signed in, their organizations, and the chosen one's page.
import { html, render } from "../../vendor/preact.js";
import { useLayoutEffect, useState } from "../../vendor/hooks.js";
import { accessToken, chosen, isArriving, session, signInPath, user } from "../account/session.js";
import { actIn, api, network, onSessionOver } from "../api.js";
import { corrected } from "../page/times.js";
import { keepDraftsOf } from "../parts/drafts.js";
import { enter, persistently } from "./following.js";
import { askToSignInAgain, guardPage } from "./leaving.js";
import { watchRole } from "./membership.js";
import { go, startRouting } from "./routing.js";
import { Content, Navigation } from "./sections.js";
import { myRole } from "./shared/permission.js";
import { change, current, listen } from "./store.js";
import { Topbar } from "./topbar.js";

const HALF_A_MINUTE = 30_000;

/** Who was removed from the organization while it was open goes on reading what they wrote, and is told. */
const Removed = ({ organization }) => html`<p class="notice" role="alert">You are not a member of <bdi>${organization.name}</bdi> any more. What you have not sent is still here. <a href="/dashboard" target="_self">Go to your organizations</a></p>`;

function Shell(state) {
  const { organization, unreachable, route, page } = state;
  return html`
    <a class="skip" href="#content">Skip to the content</a>
    <${Topbar} ...${state} />
    <div class="columns">
      <div class="side">${organization && html`<${Navigation} section=${route.section} page=${page} />`}</div>
      <main class="content" id="content" tabindex="-1">
        ${unreachable && html`<p class="notice" role="alert">Allclear cannot be reached right now. What you see may be old; it keeps trying by itself.</p>`}
        ${organization && !myRole(state) && html`<${Removed} organization=${organization} />`}
        <${Content} ...${state} />
      </main>
    </div>`;
}

function App() {
  const [, draw] = useState(0);
  useLayoutEffect(() => listen(() => draw((before) => before + 1)), []);
  return html`<${Shell} ...${current()} />`;
}

/** The organization that the link of a mail is about, else the one chosen last. */
const wanted = () => new URLSearchParams(location.search).get("organization") ?? chosen();

/** Takes a parameter out of the address, once it is known. */
function forgetQuery(name) {
  const address = new URL(location);
  address.searchParams.delete(name);
  history.replaceState(null, "", address);
}

async function load() {
  const id = wanted();
  actIn(chosen()); // a new one is listed when named
  const [{ items }, { memberships }] = await Promise.all([api.get("/api/organizations"), api.get(`/api/organizations/check-user/${user().id}`)]);
  change({ organizations: items, roles: Object.fromEntries(memberships.map(({ organization_id: each, role }) => [each, role])) });
  const organization = items.find((each) => each.id === id) ?? items.find((each) => each.id === chosen()) ?? items[0];
  forgetQuery("organization");
  return organization ? enter(organization) : go("/dashboard/new-organization", { replace: true });
}

async function start(root) {
  if (isArriving() && !(await (await import("../account/oidc.js")).arrive())) return;
  if (!(await persistently(accessToken))) return location.replace(signInPath());
  startRouting();
  guardPage();
  keepDraftsOf(user().id);
  onSessionOver(askToSignInAgain);
  change({ user: user() });
  session.addEventListener("change", () => user() || askToSignInAgain());
  network.addEventListener("trouble", ({ detail }) => change({ unreachable: detail }));
  setInterval(() => change({ now: corrected(Date.now()) }), HALF_A_MINUTE);
  root.replaceChildren();
  render(html`<${App} />`, root);
  await loadUntilDone();
  watchRole();
}

async function loadUntilDone() {
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
