// A page's own address: how everything stands, from the banner down to the last days.
import { html } from "../../vendor/preact.js";
import { IncidentCard, MaintenanceCard, Prose } from "./entries.js";
import { Days } from "./past.js";
import { Services } from "./services.js";
import { CONNECTION, Icon, isComing, isRunning, toneOf } from "./states.js";
import { HOUR, MOMENT, Time, dayOf, relative } from "./times.js";

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

const Section = ({ id, title, items, children }) => items.length > 0 && html`
  <section aria-labelledby=${id}><h2 id=${id}>${title}</h2>${items.map(children)}</section>`;

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
