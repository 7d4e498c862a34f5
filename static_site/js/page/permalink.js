// One incident or maintenance, at its own address.
import { Component, html } from "../../vendor/preact.js";
import { RESOLVED } from "../facts/page.js";
import { Affected, Prose, Timeline, due, updatesOf } from "./entries.js";
import { subscribing } from "./overview.js";
import { Back, NotLoaded, atFirst, fetched, newest } from "./fetched.js";
import { Badge, impactState, isRunning, maintenanceTone, words } from "./states.js";
import { MINUTE, Span, Time, lengthBetween } from "./times.js";

const known = ({ page, kind, id }) => [...page.active_incidents, ...page.recent_incidents, ...page.maintenance]
  .find((each) => each.id === id && (kind === "maintenance") === Boolean(each.scheduled_start));

const entryOf = (shown) => (shown.page.deleted?.has(shown.id) ? undefined : newest(shown.found, known(shown)));

async function loaded(page, kind, id) {
  const document = await fetched(`/api/status/${page.organization.slug}/${kind}/${encodeURIComponent(id)}`);
  return { found: document?.incident ?? document?.maintenance, failed: false };
}

/** One incident or maintenance. Of a postmortem a frame tells only that it changed: its text is in the document. */
class Permalink extends Component {
  state = this.props.first;

  /** A page that missed frames may have missed a change of this. */
  componentDidUpdate({ resyncs }) {
    if (resyncs !== this.props.resyncs) this.load();
    if (this.isBehind()) this.catchUp();
  }

  isBehind = () => (entryOf(this.props)?.postmortem_at ?? null) !== (this.props.found?.postmortem_at ?? null);

  /** For a moment an edge may still have the document from before the frame, and it may not load at the first try. */
  async catchUp() {
    if (this.isCatchingUp) return;
    this.isCatchingUp = true;
    await this.load();
    for (let pause = 1000; this.isBehind(); pause = Math.min(2 * pause, MINUTE)) {
      await new Promise((go) => setTimeout(go, pause * (0.5 + Math.random())));
      await this.load();
    }
    this.isCatchingUp = false;
  }

  load = async () => {
    const { page, kind, id, draw } = this.props;
    const now = await atFirst(() => loaded(page, kind, id));
    this.setState(now);
    const isOlder = now.found?.version < this.props.found?.version;
    if (!now.failed && !isOlder) draw({ found: now.found });
  };

  render({ page, kind, now }, { failed }) {
    const entry = entryOf(this.props);
    const view = kind === "maintenance" ? MaintenancePage : IncidentPage;
    return html`
      <${Back} />
      ${entry && html`<${view} page=${page} entry=${entry} postmortem=${entry.postmortem_at && this.props.found?.postmortem} now=${now} />`}
      ${!entry && failed && html`<${NotLoaded} retry=${this.load} />`}
      ${!entry && !failed && html`<p class="empty">There is nothing here any more: it was deleted.</p>`}`;
  }
}

const Facts = ({ children }) => html`<dl class="facts">${children.filter(Boolean).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

const Postmortem = ({ text, text_tree: tree, published_at: at, updated_at: edited }) => html`
  <section aria-labelledby="postmortem">
    <h3 id="postmortem">Postmortem</h3>
    <p class="muted">Published <${Time} at=${at} />${edited > at && html`, edited <${Time} at=${edited} />`}</p>
    <${Prose} text=${text} tree=${tree} />
  </section>`;

const IncidentPage = ({ page, entry, postmortem }) => {
  const [impact, tone] = impactState(entry.impact);
  const isOpen = entry.status !== RESOLVED;
  return html`
    <article class="entry tone-${isOpen ? tone : "ok"}">
      <h2 dir="auto">${entry.title}</h2>
      <p class="badges"><${Badge} tone=${isOpen ? tone : "ok"}>${words(entry.status)}</${Badge}><${Badge} tone=${tone}>${impact}</${Badge}></p>
      <${Facts}>${[
        ["Started", html`<${Time} at=${entry.started_at} />`],
        entry.resolved_at && ["Resolved", html`<${Time} at=${entry.resolved_at} />`],
        entry.resolved_at && ["Lasted", lengthBetween(entry.started_at, entry.resolved_at)],
        entry.services.length > 0 && ["Affected", html`<${Affected} services=${entry.services} />`],
      ]}</${Facts}>
      ${isOpen && html`<form action="#follow" onSubmit=${subscribing(page, entry)}><button class="button">Follow this incident</button></form>`}
      ${postmortem && html`<${Postmortem} ...${postmortem} />`}
      <h3>Updates</h3>
      <${Timeline} updates=${entry.updates} />
    </article>`;
};

const MaintenancePage = ({ entry, now }) => {
  const { scheduled_start: start, scheduled_end: end, actual_start: began, actual_end: ended } = entry;
  const updates = updatesOf(entry);
  return html`
    <article class="entry tone-${maintenanceTone(entry)}">
      <h2 dir="auto">${entry.title}</h2>
      <p class="badges"><${Badge} tone=${maintenanceTone(entry)}>${words(entry.status)}</${Badge}></p>
      ${entry.description && html`<${Prose} text=${entry.description} tree=${entry.description_tree} />`}
      <${Facts}>${[
        ["Planned", html`<${Span} from=${start} to=${end} /> (${lengthBetween(start, end)}${due(entry, now)})`],
        began && ["Started", html`<${Time} at=${began} />`],
        ended && ["Ended", html`<${Time} at=${ended} /> (took ${lengthBetween(began ?? start, ended)})`],
        entry.services.length > 0 && ["Affected", html`<${Affected} services=${entry.services} planned=${!isRunning(entry)} />`],
      ]}</${Facts}>
      ${updates.length > 0 && html`<h3>Updates</h3><${Timeline} updates=${updates} />`}
    </article>`;
};

const titled = (entry) => entry && `${entry.title} (${words(entry.status).toLowerCase()})`;

/** What is drawn at such an address, and the title it gives the window. */
export async function permalink(page, kind, id) {
  if (kind === "subscribe") return (await import("./subscribe/page.js")).subscribePage;
  const first = await atFirst(() => loaded(page, kind, id));
  return {
    found: first.found,
    view: (shown) => html`<${Permalink} ...${shown} kind=${kind} id=${id} first=${first} />`,
    titleOf: (shown) => titled(entryOf({ ...shown, kind, id })),
  };
}
