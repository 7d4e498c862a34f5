// A page: what frames it at all its addresses, and at its own how everything stands.
import { html } from "../../vendor/preact.js";
import { OPEN_GROUPS_UP_TO } from "../facts/page.js";
import { Days, IncidentCard, MaintenanceCard, Prose, home } from "./entries.js";
import { CONNECTION, Icon, highlighting, isComing, isRunning, serviceTone, serviceWord, setOwnWords, severity, toneOf } from "./states.js";
import { HOUR, MOMENT, Time, dayOf, relative } from "./times.js";

/** Opens the dialog to subscribe; without it, the form leads to a page. */
export const subscribing = (page, incident) => (event) => {
  event.preventDefault();
  import("./subscribe/dialog.js").then(({ open }) => open(page, incident), () => event.target.submit());
};

/** What every page shares: whose it is. */
export function Shell({ page, children }) {
  const { organization } = page;
  setOwnWords(organization.status_words);
  const host = /^https?:\/\/([^/?#]+)/i.exec(organization.website_url)?.[1];
  return html`
  <header class="masthead">
    <a class="brand" href=${home()}>
      ${/^https:/i.test(organization.logo_url) && html`<img src=${organization.logo_url} alt="" referrerpolicy="no-referrer" />`}
      <h1><span dir="auto">${organization.name}</span> <span class="brand-word">status</span></h1>
    </a>
    ${host && html`<a class="website" href=${organization.website_url} rel="noopener">${host}</a>`}
    <form action=${home("/subscribe")} onSubmit=${subscribing(page)}><button class="button">Subscribe</button></form>
  </header>
  <main>${children}</main>
  <footer class="footer">
    ${organization.footer_text && html`<div class="own-words"><${Prose} text=${organization.footer_text} tree=${organization.footer_text_tree} /></div>`}
    ${organization.links?.length > 0 && html`<p class="own-words">${organization.links.map(({ label, url }) => html`<a href=${url} rel="noopener" dir="auto">${label}</a> `)}</p>`}
    <p>Times are in your time zone, ${Intl.DateTimeFormat().resolvedOptions().timeZone?.replaceAll("_", " ") ?? "UTC"}.</p>
    <p>Powered by <a href=${document.body.dataset.site}>Allclear</a></p>
  </footer>`;
}

const Banner = ({ status: { indicator, description } }) => html`
  <section class="banner tone-${toneOf(indicator)}" aria-label="Current status">
    <${Icon} tone=${toneOf(indicator)} />
    <p class="banner-text">${description}</p>
  </section>`;

const Freshness = ({ page: { updated_at: at }, connection: { state, since }, now }) => html`
  <div class="freshness">
    <span class="connection is-${state}">${CONNECTION[state]}${state === "offline" && html`<${Time} at=${since.toISOString()} as=${HOUR} />`}</span>
    <span>Last updated <${Time} at=${at} as=${dayOf(at) === dayOf(now) ? HOUR : MOMENT} />, ${relative(at, now)}</span>
  </div>
  ${state === "offline" && html`<p class="notice">You are reading what was known ${relative(since, now)}. This page catches up by itself as soon as it can.</p>`}`;

const ServiceState = ({ status }) => html`<span class="state tone-${serviceTone(status)}"><${Icon} tone=${serviceTone(status)} /><span dir="auto">${serviceWord(status)}</span></span>`;

const Row = ({ service, uptime }) => html`
  <li class="service" data-service=${service.id} ref=${highlighting(service.version)}>
    <div><span class="service-name" dir="auto">${service.name}</span>${service.description && html`<div class="service-about"><${Prose} text=${service.description} tree=${service.description_tree} /></div>`}</div>
    <${ServiceState} ...${service} />
    ${uptime && service.show_uptime !== false && html`<div class="uptime" />`}
  </li>`;

const Rows = ({ services, uptime }) => html`<ul class="services">${services.map((each) => html`<${Row} key=${each.id} service=${each} uptime=${uptime} />`)}</ul>`;

// What visitors fold: {category: {hit: whether it is open}}. A new hit sets it anew.
const KEPT = `folded ${location.pathname}`;
let chosen = {};
try {
  chosen = JSON.parse(localStorage[KEPT]);
} catch {}

const Group = ({ name, services, open, uptime, detail: { description, folded } = {} }) => {
  const hit = services.filter(severity).map(({ id, version }) => id + version).join();
  const choose = ({ currentTarget: { parentNode } }) => {
    chosen[name] = { "": chosen[name]?.[""], [hit]: !parentNode.open };
    try {
      localStorage[KEPT] = JSON.stringify(chosen);
    } catch {}
  };
  return html`
  <details class="group" open=${chosen[name]?.[hit] ?? (hit || (open && !folded))}>
    <summary onClick=${choose}><h3 dir="auto">${name}</h3>${uptime && html`<span class="average" />`}<span class="group-state"><${ServiceState} ...${services.toSorted((a, b) => severity(b) - severity(a))[0]} /></span></summary>
    ${description && html`<p class="group-about" dir="auto">${description}</p>`}
    <${Rows} services=${services} uptime=${uptime} />
  </details>`;
};

const place = (categories, name) => (categories.includes(name) ? categories.indexOf(name) : categories.length);
const inOrder = (categories) => ([a], [b]) => place(categories, a) - place(categories, b);

const Services = ({ services, organization: { categories = [], category_details: details = [], show_uptime: uptime } }) => html`
  <section aria-labelledby="services">
    <h2 id="services">Services</h2>
    ${[...Map.groupBy(services, ({ category }) => category)].sort(inOrder(categories)).map(([name, group]) => name
      ? html`<${Group} key=${name} name=${name} services=${group} open=${services.length <= OPEN_GROUPS_UP_TO} uptime=${uptime} detail=${details.find((each) => each.name === name)} />`
      : html`<div class="group" key=""><${Rows} services=${group} uptime=${uptime} /></div>`)}
    ${!services.length && html`<p class="empty">No services are listed yet.</p>`}
    ${uptime && services.length > 0 && html`<p class="history-link"><a class="button" href=${home("/uptime")}>Uptime by month</a></p>`}
  </section>`;

const Section = ({ id, title, items, children }) => items.length > 0 && html`
  <section aria-labelledby=${id}><h2 id=${id}>${title}</h2>${items.map(children)}</section>`;

export const Overview = ({ page, connection, now }) => {
  const maintenance = (title, id, isShown) => html`
    <${Section} id=${id} title=${title} items=${page.maintenance.filter(isShown)}>${(each) => html`<${MaintenanceCard} key=${each.id} maintenance=${each} now=${now} />`}</${Section}>`;
  return html`
    <${Banner} status=${page.status} />
    <${Freshness} page=${page} connection=${connection} now=${now} />
    ${["description", "intro_text"].map((name) => page.organization[name] && html`<div class="about"><${Prose} text=${page.organization[name]} tree=${page.organization[`${name}_tree`]} /></div>`)}
    <${Section} id="incidents" title="Open incidents" items=${page.active_incidents}>${(each) => html`<${IncidentCard} key=${each.id} incident=${each} />`}</${Section}>
    ${maintenance("Maintenance in progress", "running", isRunning)}
    <${Services} ...${page} />
    ${maintenance("Upcoming maintenance", "upcoming", isComing)}
    <${Days} page=${page} now=${now} />`;
};
