// What the caller may do, kept up to date: a role can change while the dashboard is open.
import { api, network } from "../api.js";
import { change, current, listen } from "./store.js";

const PAUSE = 3000;
const EVERY = 30_000;

const isOver = ({ status }) => status === 403 || status === 404;

let asking = null;
let asked = 0;

/** Asks for the caller's role in the chosen organization; who is in it no more has none. */
async function ask() {
  const { id } = current().organization;
  const role = await api.get("/api/team/members/me").then((me) => me.role, (problem) => {
    if (isOver(problem)) return undefined;
    throw problem;
  });
  if (current().roles[id] !== role) change({ roles: { ...current().roles, [id]: role } });
}

/** Asks at once, but not while it is being asked, and not twice within `pause`. */
function check(pause = PAUSE) {
  if (!current().organization || asking || Date.now() - asked < pause) return;
  asked = Date.now();
  asking = ask().catch(() => {}).finally(() => (asking = null));
}

/** Asks when something was refused, when somebody moves on or comes back, when something happens, and now and then. */
export function watchRole() {
  network.addEventListener("forbidden", () => check(0));
  document.addEventListener("visibilitychange", () => document.hidden || check());
  addEventListener("focus", () => check());
  setInterval(() => document.hidden || check(), EVERY);
  let { route, page } = current();
  listen(() => {
    const now = current();
    if (now.route === route && now.page === page) return;
    ({ route, page } = now);
    check();
  });
}
