// The public status page: its components (the dashboard's preview uses them too) and, where #status-page is, the page itself.
// One module on purpose: the page's first load is six requests (docs/decisions/0011-public-page-budget.md).
import { Component, html, render } from "../vendor/preact.js";
import { LiveClient, apply } from "./live.js";

const DAYS = 14;
const MINUTE = 60_000;
const OPEN_GROUPS_UP_TO = 30; // services; beyond, groups where all is well start closed

const SERVICE_STATUS = {
  operational: ["Operational", "ok"],
  degraded_performance: ["Degraded performance", "minor"],
  partial_outage: ["Partial outage", "major"],
  major_outage: ["Major outage", "critical"],
  under_maintenance: ["Under maintenance", "maintenance"],
};
export const IMPACT = { none: ["No impact", "idle"], minor: ["Minor impact", "minor"], major: ["Major impact", "major"], critical: ["Critical impact", "critical"] };
const MAINTENANCE_TONE = { completed: "ok", cancelled: "idle" };
const CONNECTION = {
  connecting: ["Connecting…", "The page is loaded; its live connection is being made."],
  live: ["Live", "Changes appear here by themselves."],
  reconnecting: ["Reconnecting…", "The live connection was lost and is being made again."],
  polling: ["Polling", "No live connection can be had; the page looks for changes every 15 seconds."],
  offline: ["Offline", "The page cannot reach its server and keeps trying."],
};
const SEVERITY = ["ok", "idle", "maintenance", "minor", "major", "critical"];

const toneOf = (indicator) => (indicator === "none" ? "ok" : indicator);
const serviceTone = ({ status }) => SERVICE_STATUS[status][1];
export const words = (word) => word[0].toUpperCase() + word.slice(1).replaceAll("_", " ");
export const isFinished = ({ status }) => status === "completed" || status === "cancelled";
const isRunning = ({ status }) => status === "in_progress" || status === "verifying";
export const pathOf = (slug, kind, { id }) => `/status/${slug}/${kind}/${id}`;

// Times, in the viewer's zone and an English locale, as the page is in English.
const locale = navigator.languages.find((tag) => tag.startsWith("en")) ?? "en-GB";
const format = (options) => new Intl.DateTimeFormat(locale, options);
const clock = { hour: "2-digit", minute: "2-digit" };
const MOMENT = format({ day: "numeric", month: "short", ...clock, timeZoneName: "short" });
const HOUR = format({ ...clock, timeZoneName: "short" });
const DAY = format({ weekday: "short", day: "numeric", month: "short" });
const DATE = format({ dateStyle: "full" });
const FULL = format({ dateStyle: "full", timeStyle: "long" });
const RELATIVE = new Intl.RelativeTimeFormat(locale);
const UNITS = [["day", 1440], ["hour", 60], ["minute", 1]];

const inFull = (at) => `${FULL.format(new Date(at))} (${at})`;

/** "3 hours ago", "in 2 days". */
export function relative(at, now) {
  const minutes = Math.trunc((new Date(at) - now) / MINUTE);
  if (!minutes) return "just now";
  const [unit, size] = UNITS.find(([, size]) => Math.abs(minutes) >= 2 * size) ?? UNITS.at(-1);
  return RELATIVE.format(Math.trunc(minutes / size), unit);
}

/** "2 hours 15 minutes". */
export function lengthBetween(start, end) {
  let minutes = Math.max(1, Math.round((new Date(end) - new Date(start)) / MINUTE));
  const parts = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(minutes / size);
    minutes -= count * size;
    if (count) parts.push(`${count} ${unit}${count > 1 ? "s" : ""}`);
  }
  return parts.slice(0, 2).join(" ");
}

const dayOf = (at, back = 0) => {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - back).getTime();
};

export const Time = ({ at, as = MOMENT }) => html`<time datetime=${at} title=${inFull(at)}>${as.format(new Date(at))}</time>`;

export const Span = ({ from, to }) => html`
  <time datetime=${from} title="${inFull(from)} to ${inFull(to)}">${MOMENT.formatRange(new Date(from), new Date(to))}</time>`;

// Small parts.
const ICONS = {
  ok: ["M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0z", "M4.6 8.3l2.3 2.3 4.5-5"],
  minor: ["M3 .5h10A2.5 2.5 0 0 1 15.5 3v10a2.5 2.5 0 0 1-2.5 2.5H3A2.5 2.5 0 0 1 .5 13V3A2.5 2.5 0 0 1 3 .5z", "M4.5 8h7"],
  major: ["M6.7 1.2a1.5 1.5 0 0 1 2.6 0l6.4 11.5a1.5 1.5 0 0 1-1.3 2.3H1.6a1.5 1.5 0 0 1-1.3-2.3z", "M8 5.5v4M8 12v.2"],
  critical: ["M5 0h6l5 5v6l-5 5H5l-5-5V5z", "M5.3 5.3l5.4 5.4M10.7 5.3l-5.4 5.4"],
  maintenance: ["M8 0l8 8-8 8-8-8z", "M6 5.7v4.6M10 5.7v4.6"],
  idle: ["M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0z", "M5 8h6"],
};

/** A state by shape and colour; the word stands next to it. */
export const Icon = ({ tone }) => html`
  <svg class="icon tone-${tone}" viewBox="0 0 16 16" aria-hidden="true"><path d=${ICONS[tone][0]} /><path d=${ICONS[tone][1]} /></svg>`;

export const Badge = ({ tone, children }) => html`<span class="badge tone-${tone}">${children}</span>`;

const LINK = /(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]'])/;

/** What an organization wrote: line breaks kept, addresses made links. */
export const Prose = ({ text }) => html`<p class="prose">${text
  .split(LINK)
  .map((part, odd) => (odd % 2 ? html`<a href=${part} rel="noopener nofollow">${part}</a>` : part))}</p>`;

/** Highlights an element for a moment when it is drawn with another stamp than before. */
const highlighting = (stamp) => (element) => {
  if (!element) return;
  const seen = element.dataset.stamp;
  element.dataset.stamp = stamp;
  if (seen && seen !== String(stamp) && !matchMedia("(prefers-reduced-motion: reduce)").matches)
    element.animate({ backgroundColor: ["var(--highlight)", "transparent"] }, { duration: 2500, easing: "ease-out" });
};

// What stands on the page, from top to bottom.
export const Banner = ({ status: { indicator, description } }) => html`
  <section class="banner tone-${toneOf(indicator)}" aria-label="Current status">
    <${Icon} tone=${toneOf(indicator)} />
    <p class="banner-text">${description}</p>
  </section>`;

export const Freshness = ({ page, connection: { state, since }, now }) => html`
  <div class="freshness">
    <span class="connection is-${state}" title=${CONNECTION[state][1]}>${CONNECTION[state][0]}${state === "offline" && html` since <${Time} at=${since.toISOString()} as=${HOUR} />`}</span>
    <span>Last updated <${Time} at=${page.updated_at} as=${dayOf(page.updated_at) === dayOf(now) ? HOUR : MOMENT} />, ${relative(page.updated_at, now)}</span>
  </div>
  ${state === "offline" && html`<p class="notice">You are reading what was known at ${HOUR.format(since)}, ${relative(since, now)}. This page catches up by itself as soon as it can.</p>`}`;

const ServiceState = ({ status }) => html`<span class="state tone-${SERVICE_STATUS[status][1]}"><${Icon} tone=${SERVICE_STATUS[status][1]} />${SERVICE_STATUS[status][0]}</span>`;

export const ServiceRow = ({ service }) => html`
  <li class="service" ref=${highlighting(service.version)}>
    <div><span class="service-name">${service.name}</span>${service.description && html`<p class="service-about">${service.description}</p>`}</div>
    <${ServiceState} ...${service} />
  </li>`;

/** Starts open or closed and then stays as the reader has it. */
class Group extends Component {
  isOpen = this.props.open;

  render({ name, services }) {
    const worst = services.reduce((a, b) => (SEVERITY.indexOf(serviceTone(b)) > SEVERITY.indexOf(serviceTone(a)) ? b : a));
    return html`
      <details class="group" open=${this.isOpen}>
        <summary><h3>${name}</h3><span class="group-state"><${ServiceState} ...${worst} /></span></summary>
        <ul class="services">${services.map((each) => html`<${ServiceRow} key=${each.id} service=${each} />`)}</ul>
      </details>`;
  }
}

export function Services({ services }) {
  const groups = Map.groupBy(services, ({ category }) => category);
  const isOpen = (group) => services.length <= OPEN_GROUPS_UP_TO || group.some(({ status }) => status !== "operational");
  return html`
    <section aria-labelledby="services">
      <h2 id="services">Services</h2>
      ${!services.length && html`<p class="empty">No services are listed yet.</p>`}
      ${[...groups].map(([name, group]) => name
        ? html`<${Group} key=${name} name=${name} services=${group} open=${isOpen(group)} />`
        : html`<ul class="services group" key="">${group.map((each) => html`<${ServiceRow} key=${each.id} service=${each} />`)}</ul>`)}
    </section>`;
}

export const Timeline = ({ updates }) => html`
  <ol class="timeline">
    ${updates.map((update) => html`
      <li key=${update.id}>
        <p class="update-head"><strong>${words(update.status)}</strong> <${Time} at=${update.created_at} /></p>
        <${Prose} text=${update.text} />
      </li>`)}
  </ol>`;

/** The state an incident gave each; planned work gives none yet. */
export const Affected = ({ services, planned }) => services.length > 0 && html`
  <ul class="affected" aria-label="Affected services">
    ${services.map((each) => html`<li key=${each.id}>
      ${!planned && html`<${Icon} tone=${serviceTone(each)} />`}${each.name}${!planned && html`<span class="visually-hidden">: ${SERVICE_STATUS[each.status][0]}</span>`}</li>`)}
  </ul>`;

export const IncidentCard = ({ incident, slug }) => {
  const [impact, tone] = incident.status === "resolved" ? ["Resolved", "ok"] : IMPACT[incident.impact];
  return html`
    <article class="card tone-${tone}" ref=${highlighting(incident.version)}>
      <header>
        <h3><a href=${pathOf(slug, "incidents", incident)}>${incident.title}</a></h3>
        <${Badge} tone=${tone}>${impact}</${Badge}>
      </header>
      <${Affected} services=${incident.services} />
      <${Timeline} updates=${incident.updates} />
    </article>`;
};

export const maintenanceTone = ({ status }) => MAINTENANCE_TONE[status] ?? "maintenance";

export function due({ status, scheduled_start: start, scheduled_end: end }, now) {
  if (status === "scheduled") return `, starts ${relative(start, now)}`;
  if (isFinished({ status })) return "";
  return now < new Date(end) ? `, ends ${relative(end, now)}` : ", taking longer than planned";
}

export const MaintenanceCard = ({ maintenance, slug, now }) => html`
  <article class="card tone-${maintenanceTone(maintenance)}" ref=${highlighting(maintenance.version)}>
    <header>
      <h3><a href=${pathOf(slug, "maintenance", maintenance)}>${maintenance.title}</a></h3>
      <${Badge} tone=${maintenanceTone(maintenance)}>${words(maintenance.status)}</${Badge}>
    </header>
    <p class="when"><${Span} from=${maintenance.actual_start ?? maintenance.scheduled_start} to=${maintenance.actual_end ?? maintenance.scheduled_end} />
      <span class="muted"> (${lengthBetween(maintenance.actual_start ?? maintenance.scheduled_start, maintenance.actual_end ?? maintenance.scheduled_end)}${due(maintenance, now)})</span></p>
    ${maintenance.description && html`<${Prose} text=${maintenance.description} />`}
    <${Affected} services=${maintenance.services} planned=${!isRunning(maintenance)} />
    ${maintenance.updates.length > 0 && html`<${Timeline} updates=${maintenance.updates} />`}
  </article>`;

const Section = ({ id, title, items, children }) => items.length > 0 && html`
  <section aria-labelledby=${id}><h2 id=${id}>${title}</h2>${items.map(children)}</section>`;

/** One line of the past: the last word in full, what led to it folded away. */
const PastEntry = ({ tone, href, title, updates: [latest, ...earlier], children }) => html`
  <article class="past">
    <h4><${Icon} tone=${tone} /><a href=${href}>${title}</a></h4>
    ${children}
    ${latest && html`<${Timeline} updates=${[latest]} />`}
    ${earlier.length > 0 && html`<details class="earlier"><summary>${earlier.length} earlier update${earlier.length > 1 ? "s" : ""}</summary><${Timeline} updates=${earlier} /></details>`}
  </article>`;

export const PastIncident = ({ incident, slug }) => html`
  <${PastEntry} tone=${IMPACT[incident.impact][1]} href=${pathOf(slug, "incidents", incident)} title=${incident.title} updates=${incident.updates}>
    <p class="muted">${IMPACT[incident.impact][0]}, lasted ${lengthBetween(incident.started_at, incident.resolved_at ?? incident.updated_at)}</p>
  </${PastEntry}>`;

export const PastMaintenance = ({ maintenance, slug }) => html`
  <${PastEntry} tone=${maintenanceTone(maintenance)} href=${pathOf(slug, "maintenance", maintenance)} title=${maintenance.title} updates=${maintenance.updates}>
    <p class="muted">Maintenance ${maintenance.status}${maintenance.actual_start && `, took ${lengthBetween(maintenance.actual_start, maintenance.actual_end ?? maintenance.updated_at)}`}</p>
  </${PastEntry}>`;

const OpenIncident = ({ incident, slug }) => html`
  <article class="past"><h4><${Icon} tone=${IMPACT[incident.impact][1]} /><a href=${pathOf(slug, "incidents", incident)}>${incident.title}</a></h4>
  <p class="muted">Still open: ${words(incident.status).toLowerCase()}</p></article>`;

/** Everything of the last days by the day it belongs to, in the viewer's zone. */
export function byDay(page, now) {
  const days = new Map(Array.from({ length: DAYS }, (_, back) => [dayOf(now, back), []]));
  const put = (view, item, ...moments) => days.get(moments.filter(Boolean).map((at) => dayOf(at)).find((day) => days.has(day)))?.push({ view, item });
  for (const incident of page.active_incidents) put(OpenIncident, { incident }, incident.started_at);
  for (const incident of page.recent_incidents) put(PastIncident, { incident }, incident.started_at, incident.resolved_at);
  for (const maintenance of page.maintenance.filter(isFinished)) put(PastMaintenance, { maintenance }, maintenance.actual_end, maintenance.updated_at);
  return [...days];
}

export const Days = ({ page, now }) => html`
  <section aria-labelledby="past">
    <h2 id="past">Past ${DAYS} days</h2>
    ${byDay(page, now).map(([day, entries]) => html`
      <div class="day" key=${day}>
        <h3><time datetime=${new Date(day).toLocaleDateString("sv")} title=${DATE.format(day)}>${DAY.format(day)}</time></h3>
        <div>
          ${entries.map(({ view, item }) => html`<${view} key=${item.id} ...${item} slug=${page.organization.slug} />`)}
          ${!entries.length && html`<p class="muted">No incidents reported</p>`}
        </div>
      </div>`)}
    <p class="history-link"><a class="button" href="/status/${page.organization.slug}/history">Full history</a></p>
  </section>`;

/** What every page of an organization shares: who it is, and where one is. */
export const Shell = ({ page: { organization }, children }) => html`
  <header class="masthead">
    <a class="brand" href="/status/${organization.slug}">
      ${/^https:/.test(organization.logo_url) && html`<img src=${organization.logo_url} alt="" height="32" referrerpolicy="no-referrer" />`}
      <h1>${organization.name} <span class="brand-word">status</span></h1>
    </a>
    ${/^https?:/.test(organization.website_url) && html`<a class="website" href=${organization.website_url} rel="noopener">${new URL(organization.website_url).host}</a>`}
  </header>
  <main>${children}</main>
  <footer class="footer">
    <p>Times are in your time zone, ${Intl.DateTimeFormat().resolvedOptions().timeZone.replaceAll("_", " ")}.</p>
    <p>Powered by <a href="/">Allclear</a></p>
  </footer>`;

export const Overview = ({ page, connection, now }) => {
  const { slug, description } = page.organization;
  const maintenance = (title, id, isShown) => html`
    <${Section} id=${id} title=${title} items=${page.maintenance.filter(isShown)}>${(each) => html`<${MaintenanceCard} key=${each.id} maintenance=${each} slug=${slug} now=${now} />`}</${Section}>`;
  return html`
    <${Banner} status=${page.status} />
    <${Freshness} page=${page} connection=${connection} now=${now} />
    ${description && html`<div class="about"><${Prose} text=${description} /></div>`}
    <${Section} id="incidents" title="Open incidents" items=${page.active_incidents}>${(each) => html`<${IncidentCard} key=${each.id} incident=${each} slug=${slug} />`}</${Section}>
    ${maintenance("Maintenance in progress", "running", isRunning)}
    <${Services} services=${page.services} />
    ${maintenance("Upcoming maintenance", "upcoming", ({ status }) => status === "scheduled")}
    <${Days} page=${page} now=${now} />`;
};

export const Message = ({ title, children }) => html`<main class="message"><h1>${title}</h1>${children}</main>`;

const NoPage = () => html`
  <${Message} title="There is no status page here">
    <p>Nothing is published at <strong>${location.pathname}</strong>. Its address may have changed, or have been mistyped.</p>
    <p><a class="button" href="/">What is Allclear?</a></p>
  </${Message}>`;

const Unreachable = ({ retry }) => html`
  <${Message} title="This status page cannot be loaded right now">
    <p>That says nothing about the services it reports on. It keeps trying by itself.</p>
    <p><button class="button" onClick=${retry}>Try again now</button></p>
  </${Message}>`;

// The page itself.
const ICON_COLOURS = { ok: "#17803d", minor: "#d99a00", major: "#e8590c", critical: "#d6204a", maintenance: "#2557d6" };

function luminance(hex) {
  const [r, g, b] = [1, 3, 5].map((at) => (parseInt(hex.slice(at, at + 2), 16) / 255) ** 2.2);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The organization's colour, for links, in each scheme where it can be read. */
function brand(accent) {
  if (!/^#[0-9a-f]{6}$/i.test(accent)) return;
  const light = luminance(accent);
  const { style } = document.documentElement;
  style.setProperty("--brand", accent);
  if (1.05 / (light + 0.05) > 4.8) style.setProperty("--brand-light", accent);
  if ((light + 0.05) / 0.06 > 4.8) style.setProperty("--brand-dark", accent);
}

function reflect({ organization, status: { indicator, description } }, title) {
  const state = indicator === "none" ? "Operational" : description;
  document.title = [title ?? state, organization.name].join(" - ");
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="${ICON_COLOURS[toneOf(indicator)]}" d="${ICONS[toneOf(indicator)][0]}"/></svg>`;
  document.querySelector("link[rel=icon]").href = `data:image/svg+xml,${encodeURIComponent(drawing)}`;
  brand(organization.accent_color);
}

async function boot(root) {
  const [, , slug, kind, id] = location.pathname.split("/");
  const { view = NoPage, titleOf } = kind ? ((await import("./archive.js")).viewOf(kind, id) ?? {}) : { view: Overview };
  const shown = { slug, connection: { state: "connecting" } };
  const draw = (changes) => {
    const before = shown.page?.status.description;
    if (!shown.now) root.replaceChildren();
    Object.assign(shown, changes, { now: Date.now() });
    const { page, content = view } = shown;
    render(page ? html`<${Shell} page=${page}><${content} ...${shown} /></${Shell}>` : html`<${content} ...${shown} />`, root);
    if (!page) return (document.title = content === NoPage ? "No such status page" : "Status not loaded");
    reflect(page, titleOf?.(shown));
    if (before && before !== page.status.description) document.getElementById("announcement").textContent = page.status.description;
  };
  shown.draw = draw;
  const page = view !== NoPage && (await firstDocument(slug, draw));
  if (!page) return draw({ content: NoPage });
  draw({ page, content: view });
  setInterval(draw, MINUTE / 2);
  follow(slug, shown, draw);
}

/** The document, however long it takes; undefined when there is no such page. */
async function firstDocument(slug, draw) {
  for (let pause = 1000; ; pause = Math.min(pause * 2, MINUTE / 2)) {
    const answer = await fetch(`/api/status/${encodeURIComponent(slug)}`).catch(() => ({}));
    if (answer.status === 404) return undefined;
    const page = answer.ok && (await answer.json().catch(() => undefined));
    if (page) return page;
    await new Promise((retry) => {
      draw({ content: Unreachable, retry });
      setTimeout(retry, pause * (0.75 + Math.random() / 2));
    });
  }
}

function follow(slug, shown, draw) {
  const live = new LiveClient();
  live.addEventListener("frame", ({ detail }) => draw({ page: apply(shown.page, detail.frame) }));
  live.addEventListener("resync", ({ detail }) => draw({ page: detail.document }));
  live.addEventListener("state", ({ detail }) => draw({ connection: detail }));
  live.subscribe(slug, shown.page.version);
  live.connect();
}

const root = document.getElementById("status-page");
if (root) boot(root);
