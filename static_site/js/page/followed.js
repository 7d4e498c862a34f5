// Services that follow somebody else's page: where their status comes from, and how old that is. Loaded only where there are such.
import { html, render } from "../../vendor/preact.js";
import { Icon } from "./states.js";
import { MINUTE, corrected, relative } from "./times.js";

const STALE = 20 * MINUTE;
const { slug } = document.body.dataset;
const root = document.getElementById("status-page");
let services = [];
let told = {};

const read = async (path) => {
  const answer = await fetch(path).catch(() => ({}));
  return answer.ok ? answer.json().catch(() => undefined) : undefined;
};

async function refresh() {
  const [page, known] = await Promise.all(["", "/providers"].map((below) => read(`/api/status/${encodeURIComponent(slug)}${below}`)));
  services = page?.services.filter(({ follows }) => follows) ?? services;
  told = known?.services ?? told;
  draw();
}

const Said = ({ follows: { url, name, component }, at, isKnown, now }) => html`
  ${isKnown ? "From" : "Not known from"} <a href=${url} rel="noopener" dir="auto">${name}</a>${component && html`: <span dir="auto">${component}</span>`}
  ${at ? html`, read <time datetime=${at}>${relative(at, now)}</time>` : ", not read yet"}`;

const Unknown = () => html`<${Icon} tone="idle" /><span>Unknown</span>`;

/** The element of a class below another, made where it is missing. */
const within = (parent, name, tag, before = null) => parent.querySelector(`:scope > .${name}`) ?? parent.insertBefore(Object.assign(document.createElement(tag), { className: name }), before);

function show(row, service) {
  const now = corrected(Date.now());
  const { checked_at: at, status } = told[service.id] ?? {};
  const isKnown = Boolean(at) && now - Date.parse(at) < STALE && status !== "unknown";
  render(html`<${Said} follows=${service.follows} at=${at} isKnown=${isKnown} now=${now} />`, within(row.firstElementChild, "followed", "p"));
  const state = row.querySelector(":scope > .state:not(.not-known)");
  state.style.display = isKnown ? "" : "none";
  const unknown = within(row, "not-known", "span", state.nextSibling);
  unknown.className = "not-known state tone-idle";
  unknown.style.display = isKnown ? "none" : "";
  render(html`<${Unknown} />`, unknown);
}

/** Rows are known by their names; of several that are called alike, each is taken once. */
function draw() {
  observer.disconnect();
  const rows = [...root.querySelectorAll("li.service")];
  for (const service of services) {
    const place = rows.findIndex((row) => row.querySelector(".service-name")?.textContent === service.name);
    if (place >= 0) show(rows.splice(place, 1)[0], service);
  }
  observer.observe(root, { childList: true, subtree: true, characterData: true });
}

const observer = new MutationObserver(() => draw());
refresh();
setInterval(() => document.hidden || refresh(), MINUTE);
document.addEventListener("visibilitychange", () => document.hidden || refresh());
