// The metrics of a page, below its services or at an address of their own: lines that go on while somebody looks.
import { html, render } from "../../../vendor/preact.js";
import { MINUTE } from "../times.js";
import { Line } from "./line.js";

const RANGES = { day: "Day", week: "Week", month: "Month", quarter: "90 days" };
const { slug } = document.body.dataset;
const isAlone = !document.querySelector('script[src="/js/status.js"]'); // a page of its own, whose HTML nothing else draws anew
const root = document.getElementById("status-page");
const host = Object.assign(document.createElement("section"), { className: "metrics" });
host.setAttribute("aria-labelledby", "metrics");
const known = {}; // documents by range
let range = "day";
let fetchedAt = -Infinity;
let hasFailed = false;

await new Promise((done) => document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: "/css/metrics.css", onload: done, onerror: done })));

async function fetchDocument(wanted = range) {
  fetchedAt = Date.now();
  const answer = await fetch(`/api/status/${slug}/metrics${wanted === "day" ? "" : `/${wanted}`}`).catch(() => ({}));
  const found = answer.ok && (await answer.json().catch(() => undefined));
  if (found && !(found.as_of < known[wanted]?.as_of)) known[wanted] = found;
  hasFailed = !found;
  draw();
}

function choose(event) {
  range = event.target.value;
  draw();
  fetchDocument();
}

const Ranges = () => html`
  <fieldset class="ranges"><legend class="visually-hidden">Show</legend>
    ${Object.entries(RANGES).map(([name, word]) => html`<label key=${name}><input type="radio" name="range" value=${name} checked=${name === range} onChange=${choose} /><span>${word}</span></label>`)}
  </fieldset>`;

function draw() {
  const shown = known[range];
  if (!place(shown)) return;
  const isEmpty = shown && !shown.metrics.length;
  host.hidden = isEmpty && !isAlone;
  render(html`
    <div class="metrics-head"><h2 id="metrics">Metrics</h2><${Ranges} /></div>
    ${hasFailed && html`<p class="notice">${shown ? "These are not the newest values: they cannot be loaded right now." : "Metrics cannot be loaded right now."} This tries again by itself.</p>`}
    ${!shown && !hasFailed && html`<p class="empty">Loading…</p>`}
    ${isEmpty && html`<p class="empty">No metrics are shown.</p>`}
    ${shown?.metrics.map((each) => html`<${Line} key=${each.id + range} metric=${each} document=${shown} />`)}`, host);
}

/** Puts the lines where they belong: below the services once these are drawn, or in place of the HTML once there are any. */
function place(shown) {
  if (host.isConnected) return true;
  const published = root.querySelector(".metrics");
  if (isAlone) shown && published?.replaceWith(host);
  else if (!published) root.querySelector("[aria-labelledby=services]")?.after(host);
  return host.isConnected;
}

const isDue = () => Date.now() - fetchedAt >= MINUTE;
const look = () => !document.hidden && isDue() && fetchDocument();
document.addEventListener("visibilitychange", look);
setTimeout(() => setInterval(look, MINUTE / 4), Math.random() * MINUTE / 4); // not everybody at once

new MutationObserver(() => host.isConnected || draw()).observe(root, { childList: true, subtree: true });
fetchDocument();
