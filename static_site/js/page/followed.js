// Services that follow somebody else's page: where their status comes from, and how old that is. Loaded only where there are such.
import { html, render } from "../../vendor/preact.js";
import { MINUTE, corrected, relative } from "./times.js";

const STALE = 20 * MINUTE;
const { slug } = document.body.dataset;
const root = document.getElementById("status-page");
let told; // {service: {status, checked_at}}, once it was fetched
let fetchedAt = -Infinity;
let shown;

/** From now on, `page` draws what goes through `known`, and the rows of the services say where it comes from. */
export function follow(page) {
  if (shown) return;
  shown = page;
  shown.as = known;
  shown.draw();
  look();
  setInterval(look, MINUTE / 4);
  document.addEventListener("visibilitychange", look);
}

async function look() {
  if (document.hidden || Date.now() - fetchedAt < MINUTE) return;
  fetchedAt = Date.now();
  const answer = await fetch(`/api/status/${encodeURIComponent(slug)}/providers`).catch(() => ({}));
  const found = answer.ok && (await answer.json().catch(() => undefined));
  if (found) told = found.services;
  shown.draw();
}

/** Whether so long ago that it is not shown as known, whatever the server has noticed of that. */
const isStale = ({ status, checked_at: at } = {}) => at && status !== "unknown" && corrected(Date.now()) - Date.parse(at) >= STALE;

/** The page as far as it is known: what a person or an incident says of a service stays. */
function known(page) {
  queueMicrotask(() => label(page.services));
  const services = page.services.map((each) => (each.follows && told?.[each.id]?.status === each.status && isStale(told[each.id]) ? { ...each, status: "unknown" } : each));
  const unknown = services.filter(({ status }) => status === "unknown");
  if (page.status.indicator !== "none" || !unknown.length) return { ...page, services };
  const description = unknown.length < services.length ? "Status partly unknown" : "Status unknown";
  return { ...page, services, status: { indicator: "unknown", description } };
}

function Source({ follows: { url, name, component }, found }) {
  const at = found?.checked_at;
  const isKnown = !found || (at && found.status !== "unknown" && !isStale(found));
  return html`
    ${isKnown ? "From" : "Not known from"} <a href=${url} rel="noopener" dir="auto">${name}</a>${component && html`: <span dir="auto">${component}</span>`}${found && (at
      ? html`, read <time datetime=${at}>${relative(at, corrected(Date.now()))}</time>`
      : ", not read yet")}`;
}

/** Below the name and the description of each; a service that ceases to follow loses it. */
function label(services) {
  for (const { id, follows } of services) {
    const place = root.querySelector(`.service[data-service="${id}"] > div`);
    let line = place?.querySelector(":scope > .followed");
    if (!follows) line?.remove();
    else if (place) {
      if (line !== place.lastChild) place.append((line ??= Object.assign(document.createElement("p"), { className: "muted followed" })));
      render(html`<${Source} follows=${follows} found=${told && (told[id] ?? {})} />`, line);
    }
  }
}
