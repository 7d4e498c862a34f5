// Who is signed in. The access token lives in memory only; the refresh cookie is out of reach of scripts.
// Tabs share what one of them was given: docs/decisions/0016-session-in-the-browser.md.
import { ownAddress } from "./own-address.js";

const HINT = "allclear.session"; // {provider}: whether asking for a token makes sense at all, and whom
const EARLY = 60_000;
const MARGIN = 5_000;
const LONGEST_ANSWER = 20_000;

const tabs = new BroadcastChannel("allclear.session");
let held = null;
let timer = 0;

export const session = new EventTarget(); // change: somebody signed in or out, here or in another tab; renewed: a new token

/** What is remembered of the last sign-in on this browser; it proves nothing. */
export function hint() {
  try {
    return JSON.parse(localStorage.getItem(HINT));
  } catch {
    return null;
  }
}

/** Whether this browser signs in by an account of ours; asking a provider means leaving the page. */
export const isOurs = () => (hint()?.provider ?? "embedded") === "embedded";

export const user = () => held?.user ?? null;

function hold(next) {
  const before = held?.user.id;
  const isRenewed = next && held && next.token !== held.token;
  held = next;
  clearTimeout(timer);
  if (next?.until) timer = setTimeout(() => renewed(next.token).catch(() => {}), Math.max(MARGIN, next.until - Date.now() - EARLY));
  if (before !== next?.user.id) session.dispatchEvent(new Event("change"));
  else if (isRenewed) session.dispatchEvent(new Event("renewed"));
}

/** Keeps what a sign-in or a refresh answered, and tells the other tabs. */
export function entered({ access_token: token, expires_in: seconds, user, ...rest }, provider = "embedded") {
  const next = { token, user, provider, until: Date.now() + seconds * 1000, ...rest };
  localStorage.setItem(HINT, JSON.stringify({ provider }));
  hold(next);
  tabs.postMessage(next);
  return next;
}

/** Nobody is signed in on this browser, as far as this tab knows. */
export function forget() {
  localStorage.removeItem(HINT);
  hold(null);
}

// A provider sends people back to the dashboard; who set out from another page of ours is handed over to that.
const HANDED = "allclear.handed";
export const handOver = () => sessionStorage.setItem(HANDED, JSON.stringify(held));
const handed = sessionStorage.getItem(HANDED);
sessionStorage.removeItem(HANDED);
if (handed) hold(JSON.parse(handed));

tabs.onmessage = ({ data }) => (data ? hold(data) : forget());

const alone = (work) => (navigator.locks ? navigator.locks.request("allclear.refresh", work) : work());

async function refreshed() {
  const provider = held?.provider ?? hint()?.provider ?? "embedded";
  if (provider !== "embedded") return (await import("./oidc.js")).renewed(held, provider);
  const answer = await fetch("/api/auth/refresh", { method: "POST", signal: AbortSignal.timeout(LONGEST_ANSWER) });
  if (answer.ok) return entered(await answer.json());
  if (answer.status !== 401) throw new TypeError(`refreshing answered ${answer.status}`);
  forget();
  return null;
}

/** A token other than `stale`, got by one request however many ask; null when signed out. */
export function renewed(stale) {
  return alone(() => (held && held.token !== stale ? held : refreshed()));
}

/** The access token to send now; null when nobody is signed in. */
export async function accessToken() {
  if (held && held.until - Date.now() > MARGIN) return held.token;
  if (!held && !hint()) return null;
  return (await renewed(held?.token))?.token ?? null;
}

export async function signOut() {
  if ((held?.provider ?? "embedded") === "embedded") await fetch("/api/auth/sign-out", { method: "POST" });
  forget();
  tabs.postMessage(null);
}

/** Where to go after signing in: to `wanted` if that is on this site, else to the dashboard. */
export const returnAddress = (wanted) => ownAddress(wanted, location.href) ?? `${location.origin}/dashboard`;

/** What the address of this page asks for. */
export const wantedReturn = () => returnAddress(new URLSearchParams(location.search).get("return"));

export const signInPath = () => `/sign-in?return=${encodeURIComponent(location.pathname + location.search + location.hash)}`;

/** Whether the address is one that an outside provider sends people back to. */
export const isArriving = () => ["code", "error"].some((name) => new URLSearchParams(location.search).has(name));

const CHOSEN = "allclear.organization";
export const choose = (id) => {
  sessionStorage.setItem(CHOSEN, id);
  localStorage.setItem(CHOSEN, id);
};
export const chosen = () => sessionStorage.getItem(CHOSEN) ?? localStorage.getItem(CHOSEN);
