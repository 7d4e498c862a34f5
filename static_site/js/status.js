// Starts the public page: draws its document in place of the HTML, and goes on from frames.
import { html, render } from "../vendor/preact.js";
import { ICONS } from "./facts/page.js";
import { LiveClient } from "./live.js";
import { apply, news } from "./live/frames.js";
import { home } from "./page/entries.js";
import { Overview, Shell } from "./page/overview.js";
import { toneOf } from "./page/states.js";
import { MINUTE, corrected, setClock } from "./page/times.js";

function reflect({ organization, status: { indicator, description } }, title) {
  document.title = `${title ?? (indicator === "none" ? "Operational" : description)} - ${organization.name}`;
  const [shape, , colour] = ICONS[toneOf(indicator)];
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="${colour}" d="${shape}"/></svg>`;
  document.querySelector("link[rel=icon]").href = `data:image/svg+xml,${encodeURIComponent(drawing)}`;
  if (organization.accent_color) document.documentElement.style.setProperty("--brand", organization.accent_color);
}

async function boot(root) {
  const [, kind, id] = location.pathname.slice(home("/").length - 1).split("/");
  const { slug } = document.body.dataset;
  const shown = { connection: { state: "connecting" } };
  const draw = (changes) => {
    if (!shown.now) root.replaceChildren();
    const before = shown.page;
    Object.assign(shown, changes, { draw });
    const { view } = shown;
    const page = shown.as?.(shown.page) ?? shown.page;
    shown.now = Math.max(corrected(Date.now()), Date.parse(page.updated_at)); // what was published is not yet to come
    render(html`<${Shell} page=${page}><${view} ...${shown} page=${page} /></${Shell}>`, root);
    reflect(page, shown.titleOf?.(shown));
    shown.after?.(shown);
    const told = before && news(before, shown.page);
    if (told) document.getElementById("announcement").textContent = told;
    if (view !== Overview) return;
    if (page.organization.shows_metrics) import("./page/metrics/overview.js");
    if (page.services.some(({ follows }) => follows)) import("./page/followed.js").then(({ follow }) => follow(shown));
  };
  const [page] = await Promise.all([firstDocument(slug, root.querySelector(".connection")), painted()]);
  draw({ page, ...(await viewOf(page, kind, id)) });
  setInterval(draw, MINUTE / 2);
  await follow(slug, shown, draw);
  const after = async ({ page }) => {
    if (!page.organization.show_uptime) return;
    shown.after = undefined;
    draw({ after: (await import("./page/uptime/overview.js")).update });
  };
  if (!kind) draw({ after });
}

/** What is drawn at a path; all but the overview is loaded when asked for. */
async function viewOf(page, kind, id) {
  if (!kind) return { view: Overview };
  if (kind === "history") return (await import("./page/history.js")).history(page, id);
  if (kind === "uptime" && page.organization.show_uptime) return (await import("./page/uptime/months.js")).months(page, corrected(Date.now()));
  return (await import("./page/permalink.js")).permalink(page, kind, id);
}

/** In the background nothing is painted. */
const painted = () => new Promise((go) => (document.hidden ? go() : requestAnimationFrame(() => setTimeout(go))));

/** The document, however long it takes. */
async function firstDocument(slug, published) {
  for (let pause = 1000; ; pause = Math.min(pause * 2, MINUTE / 2)) {
    const answer = await fetch(`/api/status/${encodeURIComponent(slug)}`).catch(() => ({}));
    const page = answer.ok && (await answer.json().catch(() => undefined));
    if (page) {
      setClock(answer);
      return page;
    }
    published.textContent = "Out of date, trying again…";
    await new Promise((retry) => setTimeout(retry, pause * (0.75 + Math.random() / 2)));
  }
}

/** Resolves once the page is live, or after a moment. */
function follow(slug, shown, draw) {
  const live = new LiveClient();
  live.addEventListener("frame", ({ detail }) => draw({ page: apply(shown.page, detail.frame) }));
  live.addEventListener("resync", ({ detail }) => {
    setClock(detail.answer);
    draw({ page: detail.document, resyncs: (shown.resyncs ?? 0) + 1 });
  });
  live.addEventListener("state", ({ detail }) => draw({ connection: { ...detail, since: new Date(corrected(+detail.since)) } }));
  live.subscribe(slug, shown.page.version);
  live.connect();
  return new Promise((settled) => {
    live.addEventListener("state", settled, { once: true });
    setTimeout(settled, 3000);
  });
}

boot(document.getElementById("status-page"));
