// Starts the dashboard: who is signed in, their organizations, and the chosen one's page.
import { html, render } from "../../vendor/preact.js";
import { useLayoutEffect, useState } from "../../vendor/hooks.js";
import { accessToken, isArriving, session, signInPath, user } from "../account/session.js";
import { actIn, api, network, onSessionOver } from "../api.js";
import { chosen } from "../parts/chosen.js";
import { enter } from "./enter.js";
import { go, startRouting } from "./route.js";
import { Shell } from "./shell.js";
import { askToSignInAgain } from "./signed-out.js";
import { change, current, listen } from "./store.js";

const HALF_A_MINUTE = 30_000;

function App() {
  const [, draw] = useState(0);
  useLayoutEffect(() => listen(() => draw((before) => before + 1)), []);
  return html`<${Shell} ...${current()} />`;
}

async function load() {
  actIn(chosen()); // one just founded is listed at once when it is named
  const [{ items }, { memberships }] = await Promise.all([api.get("/api/organizations"), api.get(`/api/organizations/check-user/${user().id}`)]);
  change({ organizations: items, roles: Object.fromEntries(memberships.map(({ organization_id: id, role }) => [id, role])) });
  const organization = items.find(({ id }) => id === chosen()) ?? items[0];
  return organization ? enter(organization) : go("/dashboard/new-organization", { replace: true });
}

/** The first token, as soon as the server can be reached. */
async function signedIn() {
  for (;;) {
    try {
      return await accessToken();
    } catch {
      change({ unreachable: true });
      await new Promise((resume) => setTimeout(resume, 3000));
    }
  }
}

async function start(root) {
  if (isArriving() && !(await (await import("../account/oidc.js")).arrive())) return;
  if (!(await signedIn())) return location.replace(signInPath());
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
