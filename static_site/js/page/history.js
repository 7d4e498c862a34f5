// Everything that happened, month by month.
import { Component, html } from "../../vendor/preact.js";
import { Past, startOf } from "./entries.js";
import { Back, NotLoaded, atFirst, fetched, newest } from "./fetched.js";
import { isFinished } from "./states.js";

const MONTH = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric" });

const monthOf = async ({ organization: { slug } }, cursor) => (await fetched(`/api/status/${slug}/incidents${cursor ? `?cursor=${cursor}` : ""}`)) ?? {};

/** What the live page knows counts beside what was loaded: the newer of the two, and nothing that was deleted. */
class History extends Component {
  state = { pages: [], loading: false, ...this.props.first };

  /** A page that missed frames may have missed a deletion. */
  componentDidUpdate({ resyncs }) {
    if (resyncs !== this.props.resyncs) this.reload();
  }

  month = (cursor) => monthOf(this.props.page, cursor);

  load = () => this.loading(async ({ pages }) => [...pages, await this.month(pages.length ? pages.at(-1).next_cursor : this.props.from)]);

  reload = () => this.loading(({ pages }) => Promise.all([this.props.from, ...pages.slice(0, -1).map(({ next_cursor }) => next_cursor)].map(this.month)));

  async loading(pages) {
    this.setState({ loading: true, failed: false });
    try {
      this.setState({ pages: await pages(this.state), loading: false });
    } catch {
      this.setState({ loading: false, failed: true });
    }
  }

  /** What the live page knows and no document said: all of it in the whole history, in an older month's what was loaded there. */
  entries() {
    const { active_incidents: active, recent_incidents: recent, maintenance, deleted } = this.props.page;
    const loaded = this.state.pages.flatMap(({ incidents = [], maintenance = [] }) => [...incidents, ...maintenance]);
    const ids = new Set(loaded.map(({ id }) => id));
    const live = [...recent, ...active, ...maintenance.filter(isFinished)].filter(({ id }) => !this.props.from || ids.has(id));
    const entries = new Map();
    for (const each of [...loaded, ...live])
      if (!deleted?.has(each.id)) entries.set(each.id, newest(entries.get(each.id), each));
    return [...entries.values()].sort((a, b) => startOf(b).localeCompare(startOf(a)));
  }

  render({ from }, { pages, loading, failed }) {
    const entries = this.entries();
    const next = pages.at(-1)?.next_cursor;
    const months = Map.groupBy(entries, (entry) => MONTH.format(new Date(startOf(entry))));
    return html`
      <${Back} />
      <h2>History</h2>
      ${[...months].map(([month, each]) => html`
        <section class="day" key=${month}>
          <h3>${month}</h3>
          <div>
            ${each.map((entry) => html`<${Past} key=${entry.id} entry=${entry} />`)}
          </div>
        </section>`)}
      ${!loading && !failed && !entries.length && html`<p class="empty">${from ? `Nothing was reported in ${MONTH.format(new Date(`${from}-15`))}.` : "Nothing has been reported yet."}</p>`}
      ${failed && html`<${NotLoaded} retry=${this.load} />`}
      ${(next || loading) && !failed && html`<p class="history-link"><button class="button" disabled=${loading} onClick=${this.load}>${loading ? "Loading…" : "Show older"}</button></p>`}`;
  }
}

/** What is drawn at the address of all history, or of a month and what came before it; and the title of the window. */
export async function history(page, from) {
  const first = await atFirst(async () => ({ pages: [await monthOf(page, from)] }));
  return { view: (shown) => html`<${History} ...${shown} from=${from} first=${first} />`, titleOf: () => "History" };
}
