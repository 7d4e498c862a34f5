// Everything that happened, month by month.
import { Component, html } from "../../vendor/preact.js";
import { Past, startOf } from "./entries.js";
import { Back, NotLoaded, fetched, newest } from "./fetched.js";
import { isFinished } from "./states.js";

const MONTH = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric" });

/** What the live page knows counts beside what was loaded: the newer of the two, and nothing that was deleted. */
export class History extends Component {
  state = { pages: [], loading: true };

  componentDidMount() {
    this.load();
  }

  /** A page that missed frames may have missed a deletion. */
  componentDidUpdate({ resyncs }) {
    if (resyncs !== this.props.resyncs) this.reload();
  }

  load = () => this.loading(async ({ pages }) => [...pages, await this.fetched(pages.at(-1)?.next_cursor)]);

  reload = () => this.loading(({ pages }) => Promise.all([undefined, ...pages.slice(0, -1).map(({ next_cursor }) => next_cursor)].map(this.fetched)));

  async loading(pages) {
    this.setState({ loading: true, failed: false });
    try {
      this.setState({ pages: await pages(this.state), loading: false });
    } catch {
      this.setState({ loading: false, failed: true });
    }
  }

  fetched = async (cursor) =>
    (await fetched(`/api/status/${this.props.page.organization.slug}/incidents${cursor ? `?cursor=${cursor}` : ""}`)) ?? {};

  entries() {
    const { active_incidents: active, recent_incidents: recent, maintenance, deleted } = this.props.page;
    const loaded = this.state.pages.flatMap(({ incidents = [], maintenance = [] }) => [...incidents, ...maintenance]);
    const entries = new Map();
    for (const each of [...loaded, ...recent, ...active, ...maintenance.filter(isFinished)])
      if (!deleted?.has(each.id)) entries.set(each.id, newest(entries.get(each.id), each));
    return [...entries.values()].sort((a, b) => startOf(b).localeCompare(startOf(a)));
  }

  render({ page }, { pages, loading, failed }) {
    const entries = this.entries();
    const next = pages.at(-1)?.next_cursor;
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
