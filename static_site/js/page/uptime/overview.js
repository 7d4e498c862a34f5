// Puts bars below the services of the overview, and the mean of its services beside a category; they go on as the page does.
import { html, render } from "../../../vendor/preact.js";
import { Bars } from "./bars.js";
import { Counted, percent } from "./counted.js";

const LONGEST_PAUSE = 300_000;
const count = () => (matchMedia("(max-width: 32rem)").matches ? 30 : matchMedia("(max-width: 52rem)").matches ? 60 : 90);

const idOf = (place) => place.parentNode.dataset.service;
let shown = {}; // what the page shows
let counted;
let wanted = ""; // the moment the document has to reach
let isFetching = false;
const seen = new WeakSet();
const sight = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) seen.add(target);
  draw();
}, { rootMargin: "50%" });
addEventListener("resize", () => draw());
addEventListener("beforeprint", () => draw(true));

/** Goes on from a page that was drawn. */
export function update(now) {
  const hasMissed = counted && shown.resyncs !== now.resyncs;
  shown = { ...now, now: new Date(now.now).toISOString() };
  goOn();
  if (document.querySelector(".uptime")) catchUp(hasMissed);
  draw();
}

function goOn() {
  if (!counted) return;
  const { page, now } = shown;
  const { today } = counted.document;
  const isMissing = counted.follow(page);
  for (const moment of [page.revised, isMissing && counted.document.as_of, now >= today.to && today.to]) if (moment > wanted) wanted = moment;
}

/** Fetches the document: the first one at once, and newer ones until it is as new as wanted. */
async function catchUp(hasMissed) {
  if (isFetching) return;
  isFetching = true;
  if (hasMissed || !counted) await fetchDocument();
  for (let pause = 1000; !(counted?.document.as_of > wanted); pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    await new Promise((go) => setTimeout(go, pause * (0.5 + Math.random())));
    await fetchDocument();
  }
  isFetching = false;
}

async function fetchDocument() {
  const answer = await fetch(`/api/status/${shown.page.organization.slug}/uptime/bars`).catch(() => ({}));
  const found = answer.ok && (await answer.json().catch(() => undefined));
  document.documentElement.classList.toggle("no-uptime", !found && !counted);
  if (!found || found.as_of < counted?.document.as_of) return;
  counted = new Counted(found);
  goOn();
  draw();
}

function draw(isPrinting) {
  if (!counted) return;
  const { page, now } = shown;
  const days = count();
  const uptimes = {};
  const of = (id) => (uptimes[id] ??= counted.of(id, days, now));
  for (const place of document.querySelectorAll(".uptime, .average")) {
    sight.observe(place);
    if (!isPrinting && !seen.has(place)) continue;
    const service = page.services.find(({ id }) => id === idOf(place));
    const found = service && of(service.id);
    if (found) render(html`<${Bars} page=${page} service=${service} name=${service.name} ends=${[`${days} days ago`, "Today"]} ...${found} />`, place);
    if (service) continue;
    const known = [...place.closest("details").querySelectorAll(".uptime")].map((each) => of(idOf(each))?.uptime).filter(Number.isFinite);
    const mean = known.reduce((sum, each) => sum + each, 0) / known.length;
    render(known.length > 0 && html`${percent(mean)}<span class="visually-hidden"> uptime in ${days} days</span>`, place);
  }
}
