// Everything that happened, month by month.
import { Component, html } from "../../vendor/preact.js";
import { startOf } from "./entries.js";
import { Back, NotLoaded, fetched } from "./fetched.js";
import { Past } from "./past.js";
import { isFinished } from "./states.js";

const MONTH = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric" });

/** Everything that happened, month by month; what the live page knows is newer than what was loaded. */
export class History extends Component {
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
