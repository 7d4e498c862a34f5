// The public page: its components, which the dashboard's preview uses too, and what runs where #status-page is.
// One module, for six requests in all: docs/decisions/0011-public-page-budget.md.
import { html, render } from "../vendor/preact.js";
import { DAYS, ICONS, IMPACT, INCIDENT_STATUS, INDICATOR, LINK, MAINTENANCE_STATUS, OPEN_GROUPS_UP_TO, RESOLVED, SERVICE_STATUS } from "./facts/page.js";
import { LiveClient, apply } from "./live.js";

const MINUTE = 60_000;

// The organization's own words for them; a document shows one organization.
let ownWords = {};
const say = (status) => ownWords[status] ?? SERVICE_STATUS[status][0];
export const CONNECTION = {
  connecting: "Connecting…",
  live: "Live",
  reconnecting: "Reconnecting…",
  polling: "Polling every 15 seconds",
  offline: "Offline since ",
};

export const toneOf = (indicator) => INDICATOR[indicator][1];
const severity = ({ status }) => Object.keys(SERVICE_STATUS).indexOf(status);
export const words = (word) => word[0].toUpperCase() + word.slice(1).replaceAll("_", " ");
const isIn = (phase) => ({ status }) => MAINTENANCE_STATUS[status][2] === phase;
export const isFinished = isIn("finished");
export const isRunning = isIn("running");
const isComing = isIn("coming");
export const startOf = ({ started_at, actual_start, scheduled_start }) => started_at ?? actual_start ?? scheduled_start;
const pathOf = (slug, { id, impact }) => `/status/${slug}/${impact ? "incidents" : "maintenance"}/${id}`;

// In the viewer's zone, and in English as the page is.
const locale = navigator.languages.find((tag) => tag.startsWith("en")) ?? "en-GB";
// Made when first used: that takes as long as all else that runs before the first paint.
const format = (options, Format = Intl.DateTimeFormat, made) => () => (made ??= new Format(locale, options));
const clock = { hour: "2-digit", minute: "2-digit" };
const MOMENT = format({ day: "numeric", month: "short", ...clock, timeZoneName: "short" });
const HOUR = format({ ...clock, timeZoneName: "short" });
const DAY = format({ weekday: "short", day: "numeric", month: "short" });
const DATE = format({ dateStyle: "full" });
const FULL = format({ dateStyle: "full", timeStyle: "long" });
const RELATIVE = format({}, Intl.RelativeTimeFormat);
const UNITS = [["day", 1440], ["hour", 60], ["minute", 1]];

const inFull = (at) => `${FULL().format(new Date(at))} (${at})`;

/** "3 hours ago", "in 2 days". */
export function relative(at, now) {
  const minutes = Math.round((new Date(at) - now) / MINUTE);
  if (!minutes) return "just now";
  const [unit, size] = UNITS.find(([, size]) => Math.abs(minutes) >= 2 * size) ?? UNITS.at(-1);
  return RELATIVE().format(Math.trunc(minutes / size), unit);
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

export const Time = ({ at, as = MOMENT }) => html`<time datetime=${at} title=${inFull(at)}>${as().format(new Date(at))}</time>`;

export const Span = ({ from, to }) => html`
  <time datetime=${from} title="${inFull(from)} to ${inFull(to)}">${MOMENT().formatRange(new Date(from), new Date(to))}</time>`;

/** A state by shape and colour; the word stands next to it. */
export const Icon = ({ tone }) => html`
  <svg class="icon tone-${tone}" viewBox="0 0 16 16" aria-hidden="true"><path d=${ICONS[tone][0]} /><path d=${ICONS[tone][1]} /></svg>`;

export const Badge = ({ tone, children }) => html`<span class="badge tone-${tone}">${children}</span>`;

const ADDRESS = new RegExp(LINK, "u");

/** What an organization wrote: line breaks kept, addresses made links. */
export const Prose = ({ text }) => html`<p class="prose">${text
  .split(ADDRESS)
  .map((part, odd) => (odd % 2 ? html`<a href=${part} rel="noopener nofollow">${part}</a>` : part))}</p>`;

/** Highlights an element for a moment when it is drawn with another stamp than before. */
const highlighting = (stamp) => (element) => {
  if (!element) return;
  const seen = element.dataset.stamp;
  element.dataset.stamp = stamp;
  if (seen && seen !== String(stamp) && !matchMedia("(prefers-reduced-motion: reduce)").matches)
    element.animate([{ backgroundColor: "var(--highlight)", offset: 0 }], { duration: 2500, easing: "ease-out" });
};

export const Banner = ({ status: { indicator, description } }) => html`
  <section class="banner tone-${toneOf(indicator)}" aria-label="Current status">
    <${Icon} tone=${toneOf(indicator)} />
    <p class="banner-text">${description}</p>
  </section>`;

export const Freshness = ({ page: { updated_at: at }, connection: { state, since }, now }) => html`
  <div class="freshness">
    <span class="connection is-${state}">${CONNECTION[state]}${state === "offline" && html`<${Time} at=${since.toISOString()} as=${HOUR} />`}</span>
    <span>Last updated <${Time} at=${at} as=${dayOf(at) === dayOf(now) ? HOUR : MOMENT} />, ${relative(at, now)}</span>
  </div>
  ${state === "offline" && html`<p class="notice">You are reading what was known ${relative(since, now)}. This page catches up by itself as soon as it can.</p>`}`;

const ServiceState = ({ status }) => html`<span class="state tone-${SERVICE_STATUS[status][1]}"><${Icon} tone=${SERVICE_STATUS[status][1]} />${say(status)}</span>`;

export const ServiceRow = ({ service }) => html`
  <li class="service" ref=${highlighting(service.version)}>
    <div><span class="service-name">${service.name}</span>${service.description && html`<p class="service-about">${service.description}</p>`}</div>
    <${ServiceState} ...${service} />
  </li>`;

const Group = ({ name, services, open }) => html`
  <details class="group" open=${open}>
    <summary><h3>${name}</h3><span class="group-state"><${ServiceState} ...${services.toSorted((a, b) => severity(b) - severity(a))[0]} /></span></summary>
    <${Rows} services=${services} />
  </details>`;

const Rows = ({ services }) => html`<ul class="services">${services.map((each) => html`<${ServiceRow} key=${each.id} service=${each} />`)}</ul>`;

const inOrder = (categories) => ([a], [b]) => place(categories, a) - place(categories, b);
const place = (categories, name) => (categories.includes(name) ? categories.indexOf(name) : categories.length);

export const Services = ({ services, categories = [] }) => html`
  <section aria-labelledby="services">
    <h2 id="services">Services</h2>
    ${[...Map.groupBy(services, ({ category }) => category)].sort(inOrder(categories)).map(([name, group]) => name
      ? html`<${Group} key=${name} name=${name} services=${group} open=${services.length <= OPEN_GROUPS_UP_TO} />`
      : html`<div class="group" key=""><${Rows} services=${group} /></div>`)}
    ${!services.length && html`<p class="empty">No services are listed yet.</p>`}
  </section>`;

export const Timeline = ({ updates }) => updates.length > 0 && html`
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
    ${services.map(({ id, name, status }) => html`<li key=${id}>
      ${planned ? name : html`<${Icon} tone=${SERVICE_STATUS[status][1]} />${name}<span class="visually-hidden">: ${say(status)}</span>`}</li>`)}
  </ul>`;

const Card = ({ entry, slug, tone, badge, children }) => html`
  <article class="card tone-${tone}" ref=${highlighting(entry.version)}>
    <header>
      <h3><a href=${pathOf(slug, entry)}>${entry.title}</a></h3>
      <${Badge} tone=${tone}>${badge}</${Badge}>
    </header>
    ${children}
  </article>`;

export const IncidentCard = ({ incident, slug }) => {
  const [badge, tone] = incident.status === RESOLVED ? [INCIDENT_STATUS[RESOLVED], "ok"] : IMPACT[incident.impact];
  return html`
    <${Card} entry=${incident} slug=${slug} tone=${tone} badge=${badge}>
      <${Affected} services=${incident.services} />
      <${Timeline} updates=${incident.updates} />
    </${Card}>`;
};

export const maintenanceTone = ({ status }) => MAINTENANCE_STATUS[status][1];

export function due({ status, scheduled_start: start, scheduled_end: end }, now) {
  if (isComing({ status })) return `, starts ${relative(start, now)}`;
  if (isFinished({ status })) return "";
  return now < new Date(end) ? `, ends ${relative(end, now)}` : ", taking longer than planned";
}

/** The first update of planned work only repeats its description. */
export const updatesOf = ({ description, updates }) => updates.filter(({ text }) => text !== description);

export const MaintenanceCard = ({ maintenance, slug, now }) => {
  const { status, description, services, scheduled_end: end } = maintenance;
  const start = startOf(maintenance);
  return html`
    <${Card} entry=${maintenance} slug=${slug} tone=${maintenanceTone(maintenance)} badge=${words(status)}>
      <p class="when"><${Span} from=${start} to=${end} /> <span class="muted">(${lengthBetween(start, end)}${due(maintenance, now)})</span></p>
      ${description && html`<${Prose} text=${description} />`}
      <${Affected} services=${services} planned=${isComing(maintenance)} />
      <${Timeline} updates=${updatesOf(maintenance)} />
    </${Card}>`;
};

const Section = ({ id, title, items, children }) => items.length > 0 && html`
  <section aria-labelledby=${id}><h2 id=${id}>${title}</h2>${items.map(children)}</section>`;

function summaryOf({ status, impact, started_at: started, resolved_at: resolved, actual_start: began, actual_end: ended }) {
  if (impact) return `${IMPACT[impact][0]}, ${resolved ? `lasted ${lengthBetween(started, resolved)}` : "still open"}`;
  return `Maintenance ${status}${began && ended ? `, took ${lengthBetween(began, ended)}` : ""}`;
}

/** An incident or maintenance of the past: the last word in full, what led to it folded away. */
export const Past = ({ entry, slug }) => {
  const [latest, ...earlier] = entry.updates;
  return html`
    <article class="past">
      <h4><${Icon} tone=${entry.impact ? IMPACT[entry.impact][1] : maintenanceTone(entry)} /><a href=${pathOf(slug, entry)}>${entry.title}</a></h4>
      <p class="muted">${summaryOf(entry)}</p>
      <${Timeline} updates=${latest ? [latest] : earlier} />
      ${earlier.length > 0 && html`<details class="earlier"><summary>${earlier.length} earlier update${earlier.length > 1 ? "s" : ""}</summary><${Timeline} updates=${earlier} /></details>`}
    </article>`;
};

/** Everything of the last days by the day it belongs to, in the viewer's zone. */
export function byDay({ active_incidents: active, recent_incidents: recent, maintenance }, now) {
  const days = new Map(Array.from({ length: DAYS }, (_, back) => [dayOf(now, back), []]));
  const open = active.map((incident) => ({ ...incident, updates: [] })); // they stand in full above
  for (const entry of [...open, ...recent, ...maintenance.filter(isFinished)]) {
    const moments = [entry.started_at, entry.resolved_at, entry.actual_end, !entry.impact && entry.updated_at];
    days.get(moments.map((at) => at && dayOf(at)).find((day) => days.has(day)))?.push(entry);
  }
  return [...days];
}

export const Days = ({ page, page: { organization: { slug } }, now }) => html`
  <section aria-labelledby="past">
    <h2 id="past">Past ${DAYS} days</h2>
    ${byDay(page, now).map(([day, entries]) => html`
      <div class="day" key=${day}>
        <h3><time datetime=${new Date(day).toLocaleDateString("sv")} title=${DATE().format(day)}>${DAY().format(day)}</time></h3>
        <div>
          ${entries.map((entry) => html`<${Past} key=${entry.id} entry=${entry} slug=${slug} />`)}
          ${!entries.length && html`<p class="muted">No incidents reported</p>`}
        </div>
      </div>`)}
    <p class="history-link"><a class="button" href="/status/${slug}/history">Full history</a></p>
  </section>`;

/** What every page of an organization shares: who it is, and where one is. */
export function Shell({ page: { organization }, children }) {
  ownWords = organization.status_words ?? {};
  return html`
  <header class="masthead">
    <a class="brand" href="/status/${organization.slug}">
      ${/^https:/.test(organization.logo_url) && html`<img src=${organization.logo_url} alt="" referrerpolicy="no-referrer" />`}
      <h1>${organization.name} <span class="brand-word">status</span></h1>
    </a>
    ${/^https?:/.test(organization.website_url) && html`<a class="website" href=${organization.website_url} rel="noopener">${new URL(organization.website_url).host}</a>`}
  </header>
  <main>${children}</main>
  <footer class="footer">
    ${organization.footer_text && html`<div class="own-words"><${Prose} text=${organization.footer_text} /></div>`}
    ${organization.links?.length > 0 && html`<p class="own-words">${organization.links.map(({ label, url }) => html`<a href=${url} rel="noopener">${label}</a> `)}</p>`}
    <p>Times are in your time zone, ${Intl.DateTimeFormat().resolvedOptions().timeZone.replaceAll("_", " ")}.</p>
    <p>Powered by <a href="/">Allclear</a></p>
  </footer>`;
}

export const Overview = ({ page, connection, now }) => {
  const { slug, description, intro_text: intro, categories } = page.organization;
  const maintenance = (title, id, isShown) => html`
    <${Section} id=${id} title=${title} items=${page.maintenance.filter(isShown)}>${(each) => html`<${MaintenanceCard} key=${each.id} maintenance=${each} slug=${slug} now=${now} />`}</${Section}>`;
  return html`
    <${Banner} status=${page.status} />
    <${Freshness} page=${page} connection=${connection} now=${now} />
    ${[description, intro].filter(Boolean).map((text) => html`<div class="about"><${Prose} text=${text} /></div>`)}
    <${Section} id="incidents" title="Open incidents" items=${page.active_incidents}>${(each) => html`<${IncidentCard} key=${each.id} incident=${each} slug=${slug} />`}</${Section}>
    ${maintenance("Maintenance in progress", "running", isRunning)}
    <${Services} services=${page.services} categories=${categories} />
    ${maintenance("Upcoming maintenance", "upcoming", isComing)}
    <${Days} page=${page} now=${now} />`;
};

const Unreachable = ({ retry }) => html`
  <main class="message">
    <h1>This status page cannot be loaded right now</h1>
    <p>That says nothing about the services it reports on. It keeps trying by itself.</p>
    <p><button class="button" onClick=${retry}>Try again now</button></p>
  </main>`;

const ICON_COLOURS = { ok: "#183", minor: "#d90", major: "#e50", critical: "#d24", maintenance: "#25d" };

function reflect({ organization, status: { indicator, description } }, title) {
  document.title = `${title ?? (indicator === "none" ? "Operational" : description)} - ${organization.name}`;
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="${ICON_COLOURS[toneOf(indicator)]}" d="${ICONS[toneOf(indicator)][0]}"/></svg>`;
  document.querySelector("link[rel=icon]").href = `data:image/svg+xml,${encodeURIComponent(drawing)}`;
  if (organization.accent_color) document.documentElement.style.setProperty("--brand", organization.accent_color);
}

async function boot(root) {
  const [, , slug, kind, id] = location.pathname.split("/");
  const shown = { connection: { state: "connecting" } };
  const draw = (changes) => {
    if (!shown.now) root.replaceChildren();
    const before = shown.page?.status.description;
    Object.assign(shown, changes, { draw, now: Date.now() });
    const { page, view } = shown;
    render(page ? html`<${Shell} page=${page}><${view} ...${shown} /></${Shell}>` : html`<${view} ...${shown} />`, root);
    if (page) reflect(page, shown.titleOf?.(shown));
    if (before && before !== page.status.description) document.getElementById("announcement").textContent = page.status.description;
  };
  const [page] = await Promise.all([firstDocument(slug, root.querySelector(".connection"), draw), painted()]);
  const archive = (kind || !page) && (await import("./archive.js"));
  draw({ page, ...(archive ? archive.viewOf(page && kind, id) : { view: Overview }) });
  if (!shown.page) return;
  setInterval(draw, MINUTE / 2);
  follow(slug, shown, draw);
}

/** Once the HTML is painted; in the background nothing is. */
const painted = () => new Promise((go) => (document.hidden ? go() : requestAnimationFrame(() => setTimeout(go))));

/** The document, however long it takes; undefined when there is none. Until then, what the HTML says stays. */
async function firstDocument(slug, published, draw) {
  for (let pause = 1000; ; pause = Math.min(pause * 2, MINUTE / 2)) {
    const answer = await fetch(`/api/status/${encodeURIComponent(slug)}`).catch(() => ({}));
    const page = answer.ok && (await answer.json().catch(() => undefined));
    if (page || answer.status === 404) return page;
    await new Promise((retry) => {
      if (published) published.textContent = "Out of date, trying again…";
      else draw({ view: Unreachable, retry });
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
