// What the caller may do, kept up to date: a role can change while the dashboard is open.
import { api, network } from "../api.js";
import { change, current, listen } from "./store.js";

const PAUSE = 3000;
const EVERY = 30_000;

const isOver = ({ status }) => status === 403 || status === 404;

let asking = false;
let asked = 0;
let later = 0;

/** Asks for the caller's role in the chosen organization; who is in it no more has none. */
async function ask() {
  const { id } = current().organization;
  const role = await api.get("/api/team/members/me").then((me) => me.role, (problem) => {
    if (isOver(problem)) return undefined;
    throw problem;
  });
  if (current().roles[id] !== role) change({ roles: { ...current().roles, [id]: role } });
}

/** Asks now, or as soon as `pause` is over since it was asked last. */
async function check(pause = PAUSE) {
  clearTimeout(later);
  const wait = asked + pause - Date.now();
  if (asking || wait > 0) return (later = setTimeout(check, Math.max(wait, PAUSE / 10), pause));
  if (!current().organization) return;
  asking = true;
  asked = Date.now();
  await ask().catch(() => {}); // asked again in a while
  asking = false;
}

/** Asks when something was refused, when somebody moves on or comes back, when something happens, and now and then. */
export function watchRole() {
  network.addEventListener("refused", () => asking || check(0));
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
