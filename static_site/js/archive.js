// The past of a status page: its history by month, and each incident's and maintenance's own address.
import { Component, html } from "../vendor/preact.js";
import { IMPACT, RESOLVED } from "./facts/page.js";
import { Affected, Badge, Past, Prose, Span, Time, Timeline, due, isFinished, isRunning, lengthBetween, maintenanceTone, startOf, updatesOf, words } from "./status.js";

const MONTH = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric" });

async function fetched(path) {
  const answer = await fetch(path);
  if (answer.status === 404) return undefined;
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return answer.json();
}

const Back = ({ page: { organization } }) => html`<p class="back"><a href="/status/${organization.slug}">Current status</a></p>`;
const NotLoaded = ({ retry }) => html`
  <div class="notice"><p>What is older cannot be loaded right now.</p><p><button class="button" onClick=${retry}>Try again</button></p></div>`;

/** Everything that happened, month by month; what the live page knows is newer than what was loaded. */
class History extends Component {
  state = { incidents: [], loading: true };

  componentDidMount() {
    this.load();
  }

  load = async () => {
    const { incidents, next } = this.state;
    this.setState({ loading: true, failed: false });
    try {
      const older = await fetched(`/api/status/${this.props.page.organization.slug}/incidents${next ? `?cursor=${next}` : ""}`);
      this.setState({ incidents: [...incidents, ...(older?.incidents ?? []), ...(older?.maintenance ?? [])], next: older?.next_cursor, loading: false });
    } catch {
      this.setState({ loading: false, failed: true });
    }
  };

  entries() {
    const { active_incidents: active, recent_incidents: recent, maintenance } = this.props.page;
    const newest = [...this.state.incidents, ...recent, ...active, ...maintenance.filter(isFinished)];
    const entries = [...new Map(newest.map((each) => [each.id, each])).values()];
    return entries.sort((a, b) => startOf(b).localeCompare(startOf(a)));
  }

  render({ page }, { loading, failed, next }) {
    const entries = this.entries();
    const months = Map.groupBy(entries, (entry) => MONTH.format(new Date(startOf(entry))));
    return html`
      <${Back} page=${page} />
      <h2>History</h2>
      ${[...months].map(([month, each]) => html`
        <section class="day" key=${month}>
          <h3>${month}</h3>
          <div>
            ${each.map((entry) => html`<${Past} key=${entry.id} entry=${entry} slug=${page.organization.slug} />`)}
          </div>
        </section>`)}
      ${!loading && !failed && !entries.length && html`<p class="empty">Nothing has been reported yet.</p>`}
      ${failed && html`<${NotLoaded} retry=${this.load} />`}
      ${(next || loading) && !failed && html`<p class="history-link"><button class="button" disabled=${loading} onClick=${this.load}>${loading ? "Loading…" : "Show older"}</button></p>`}`;
  }
}

const known = (page, kind, id) => [...page.active_incidents, ...page.recent_incidents, ...page.maintenance]
  .find((each) => each.id === id && (kind === "maintenance") === Boolean(each.scheduled_start));

/** One incident or maintenance: from the live page, else from its own document. */
class Permalink extends Component {
  state = {};

  componentDidMount() {
    if (!this.entry()) this.load();
  }

  entry() {
    const { page, kind, id } = this.props;
    return known(page, kind, id) ?? this.props.found;
  }

  load = async () => {
    const { page, kind, id, draw } = this.props;
    this.setState({ failed: false });
    try {
      const document = await fetched(`/api/status/${page.organization.slug}/${kind}/${encodeURIComponent(id)}`);
      this.setState({ missing: !document });
      if (document) draw({ found: document.incident ?? document.maintenance });
    } catch {
      this.setState({ failed: true });
    }
  };

  render({ page, kind, now }, { missing, failed }) {
    const entry = this.entry();
    const view = kind === "maintenance" ? MaintenancePage : IncidentPage;
    return html`
      <${Back} page=${page} />
      ${entry && html`<${view} entry=${entry} now=${now} />`}
      ${!entry && failed && html`<${NotLoaded} retry=${this.load} />`}
      ${!entry && !failed && html`<p class="empty">${missing ? "There is nothing here any more: it was deleted, or the address is mistyped." : "Loading…"}</p>`}`;
  }
}

const Facts = ({ children }) => html`<dl class="facts">${children.filter(Boolean).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

const IncidentPage = ({ entry }) => {
  const [impact, tone] = IMPACT[entry.impact];
  const isOpen = entry.status !== RESOLVED;
  return html`
    <article class="entry tone-${isOpen ? tone : "ok"}">
      <h2>${entry.title}</h2>
      <p class="badges"><${Badge} tone=${isOpen ? tone : "ok"}>${words(entry.status)}</${Badge}><${Badge} tone=${tone}>${impact}</${Badge}></p>
      <${Facts}>${[
        ["Started", html`<${Time} at=${entry.started_at} />`],
        entry.resolved_at && ["Resolved", html`<${Time} at=${entry.resolved_at} />`],
        entry.resolved_at && ["Lasted", lengthBetween(entry.started_at, entry.resolved_at)],
        entry.services.length > 0 && ["Affected", html`<${Affected} services=${entry.services} />`],
      ]}</${Facts}>
      <h3>Updates</h3>
      <${Timeline} updates=${entry.updates} />
    </article>`;
};

const MaintenancePage = ({ entry, now }) => {
  const { scheduled_start: start, scheduled_end: end, actual_start: began, actual_end: ended } = entry;
  const updates = updatesOf(entry);
  return html`
    <article class="entry tone-${maintenanceTone(entry)}">
      <h2>${entry.title}</h2>
      <p class="badges"><${Badge} tone=${maintenanceTone(entry)}>${words(entry.status)}</${Badge}></p>
      ${entry.description && html`<${Prose} text=${entry.description} />`}
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

const NoPage = () => html`
  <main class="message">
    <h1>There is no status page here</h1>
    <p>Nothing is published at <strong>${location.pathname}</strong>. The address may have changed, or have been mistyped.</p>
    <p><a class="button" href="/">What is Allclear?</a></p>
  </main>`;

/** What a path below a status page shows, and the title it gives the window. */
export function viewOf(kind, id) {
  if (kind === "history" && !id) return { view: History, titleOf: () => "History" };
  if (id && ["incidents", "maintenance"].includes(kind)) {
    const view = (shown) => html`<${Permalink} ...${shown} kind=${kind} id=${id} />`;
    return { view, titleOf: ({ page, found }) => titled(known(page, kind, id) ?? found) };
  }
  document.title = "No such status page";
  return { view: NoPage, page: undefined };
}
