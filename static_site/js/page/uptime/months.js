// /status/{slug}/uptime: a month at a time, each service day by day.
import { Component, html } from "../../../vendor/preact.js";
import { home } from "../entries.js";
import { Back, NotLoaded, atFirst, fetched } from "../fetched.js";
import { Bars, dated } from "./bars.js";
import { percent } from "./counted.js";

const AGAIN = [1, 2, 4, 8, 16]; // seconds, until what was just told is counted
const named = (month, as = { month: "long", year: "numeric" }) => dated(`${month}-01`, as);
const lengthOf = (month) => new Date(Date.UTC(+month.slice(0, 4), +month.slice(5), 0)).getUTCDate();

/** `by` months away. */
function away(month, by) {
  const date = new Date(Date.UTC(+month.slice(0, 4), +month.slice(5) - 1 + by));
  return date.toISOString().slice(0, 7);
}

/** The month it is where the organization is. */
function thisMonth({ organization: { time_zone: timeZone } }, now) {
  const format = (zone) => new Intl.DateTimeFormat("sv", { timeZone: zone, year: "numeric", month: "2-digit" }).format(now);
  try {
    return format(timeZone);
  } catch {
    return format("UTC");
  }
}

const asked = () => new URLSearchParams(location.search).get("month");
const load = async (page, month) => ({ month, document: await fetched(`/api/status/${page.organization.slug}/uptime?month=${encodeURIComponent(month)}`) });

/** All days of the month, as bars have them. */
function daysOf({ days }, month, notes) {
  const noted = ({ incidents, maintenance }) => [...incidents, ...maintenance].map((id) => notes.get(id)).filter(Boolean);
  const told = new Map(days.map((day) => [day.date, { ...day, notes: noted(day) }]));
  return Array.from({ length: lengthOf(month) }, (_, place) => {
    const date = `${month}-${String(place + 1).padStart(2, "0")}`;
    return told.get(date) ?? { date, uptime: null, seconds: {}, notes: [], isToCome: true };
  });
}

const Service = ({ service, month, notes }) => html`
  <li class="service">
    <div><span class="service-name" dir="auto">${service.name}</span></div>
    <div class="uptime">
      <${Bars} key=${month} name=${service.name} uptime=${service.uptime} days=${daysOf(service, month, notes)}
        ends=${[1, lengthOf(month)].map((day) => `${day} ${named(month, { month: "short" })}`)} />
    </div>
  </li>`;

const Categories = ({ document: { services, categories, notes = [] }, ...rest }) => {
  const known = new Map(notes.map((each) => [each.id, each]));
  const means = new Map(categories.map(({ name, uptime }) => [name, uptime]));
  const groups = Map.groupBy(services, ({ category }) => category);
  const names = [...means.keys(), ""].filter((name) => groups.has(name));
  return names.map((name) => html`
    <section class="group" key=${name}>
      ${name && html`<header class="group-head"><h3 dir="auto">${name}</h3>${means.get(name) !== null && html`<span class="average">${percent(means.get(name))}<span class="visually-hidden"> uptime</span></span>`}</header>`}
      <ul class="services">${groups.get(name).map((each) => html`<${Service} key=${each.id} service=${each} notes=${known} ...${rest} />`)}</ul>
    </section>`);
};

class Months extends Component {
  state = this.props.first;

  componentDidMount() {
    addEventListener("popstate", this.go);
  }

  /** What a frame tells of today or of the past is in the document some seconds later. */
  componentDidUpdate({ page }) {
    const { version, revised, updated_at: at } = this.props.page;
    const isCurrent = this.state.month === thisMonth(this.props.page, this.props.now);
    if (version !== page.version && (isCurrent || revised !== page.revised)) this.renew(at);
  }

  async renew(at) {
    for (const pause of AGAIN) {
      await new Promise((go) => setTimeout(go, pause * 1000));
      if (this.state.document?.as_of > at) return;
      await this.load(this.state.month);
    }
  }

  go = () => this.load(asked() ?? thisMonth(this.props.page, this.props.now), true);

  async load(month, isAnother) {
    if (isAnother) this.setState({ month, loading: true, failed: false });
    const found = await atFirst(() => load(this.props.page, month));
    if (found.failed && !isAnother) return;
    if (this.state.month === month) this.setState({ loading: false, ...found, ...(found.failed && { document: undefined }) });
    if (isAnother) this.props.draw();
  }

  step = (event, month) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    history.pushState(null, "", `?month=${month}`);
    this.go();
  };

  Step = ({ to, children }) => html`<a class="button" href="?month=${to}" onClick=${(event) => this.step(event, to)}>${children}</a>`;

  render({ page, now }, { month, document: found, loading, failed }) {
    const current = thisMonth(page, now);
    const isMonth = /^\d{4}-\d\d$/.test(month) && month <= current;
    const { Step } = this;
    return html`
      <${Back} />
      <h2>Uptime${isMonth && html` <span class="muted">${named(month)}</span>`}</h2>
      ${isMonth && html`<nav class="months" aria-label="Months">
        <span>${(!found?.first_month || month > found.first_month) && html`<${Step} to=${away(month, -1)}>← ${named(away(month, -1))}<//>`}</span>
        <span>${month < current && html`<${Step} to=${away(month, 1)}>${named(away(month, 1))} →<//>`}</span>
      </nav>`}
      <div class="groups" aria-busy=${Boolean(loading)}>
        ${found && isMonth && html`<${Categories} document=${found} month=${month} />`}
        ${found && isMonth && !found.services.length && html`<p class="empty">Nothing was recorded in ${named(month)}.</p>`}
      </div>
      ${!isMonth && html`<p class="empty">There is no such month. <a href=${home("/uptime")}>This month</a></p>`}
      ${loading && !found && html`<p class="empty">Loading…</p>`}
      ${isMonth && failed && html`<${NotLoaded} retry=${() => this.load(month, true)} />`}
      ${isMonth && !failed && !loading && !found && html`<p class="empty">This page shows no uptime.</p>`}`;
  }
}

/** What is drawn there, and the title it gives the window. */
export async function months(page, now) {
  const month = asked() ?? thisMonth(page, now);
  const first = { month, ...(await atFirst(() => load(page, month))) };
  return { view: (shown) => html`<${Months} ...${shown} first=${first} />`, titleOf: ({ page: each, now: moment }) => `Uptime in ${named(/^\d{4}-\d\d$/.test(asked()) ? asked() : thisMonth(each, moment))}` };
}
