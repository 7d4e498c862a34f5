// /dashboard/reports: uptime and incidents over a range of days.
import { html } from "../../../vendor/preact.js";
import { useEffect, useState } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { attempted } from "../../parts/toast.js";
import { zoneName } from "../../parts/zones.js";
import { corrected, lengthBetween } from "../../page/times.js";
import { percent } from "../../page/uptime/counted.js";
import { Failure, Heading } from "../shared/heading.js";
import { statusWord } from "../shared/states.js";
import { styled } from "../shared/styled.js";

await styled("/css/reports.css");

const DAY = 86_400_000;
const LONGEST = 366;
const dateOf = (moment) => new Date(moment).toISOString().slice(0, 10);
const ago = (days) => dateOf(corrected(Date.now()) - days * DAY);
const RANGES = [["Last 30 days", () => ({ from: ago(29), to: ago(0) })], ["Last 90 days", () => ({ from: ago(89), to: ago(0) })], ["Last 12 months", () => ({ from: ago(364), to: ago(0) })]];

const cell = (uptime) => (uptime === null ? html`<span class="muted">No data</span>` : percent(uptime));
const lasting = (seconds) => (seconds === null ? html`<span class="muted">–</span>` : seconds < 60 ? `${Math.round(seconds)} s` : lengthBetween(0, seconds * 1000));
const monthOf = (month) => new Date(`${month}-01`).toLocaleDateString("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
const troubles = (seconds) => Object.entries(seconds).filter(([status, length]) => status !== "operational" && length > 0)
  .map(([status, length]) => html`<div key=${status}>${statusWord(status)} <span class="muted">${lasting(length)}</span></div>`);

function wrong({ from, to }) {
  if (!from || !to) return "Enter both days.";
  if (from > to) return "The first day is after the last one.";
  return (Date.parse(to) - Date.parse(from)) / DAY >= LONGEST ? `A report covers at most ${LONGEST} days.` : "";
}

const Services = ({ report: { services, categories } }) => html`
  <div class="table-scroll"><table class="report">
    <caption class="visually-hidden">Uptime of services</caption>
    <thead><tr><th scope="col">Service</th><th scope="col">Uptime</th><th scope="col">Not operational</th></tr></thead>
    ${[...Map.groupBy(services, ({ category }) => category)].map(([name, group]) => html`<tbody key=${name}>
      ${name && html`<tr><th scope="rowgroup" dir="auto">${name}</th><td><strong>${cell(categories.find((each) => each.name === name)?.uptime ?? null)}</strong></td><td /></tr>`}
      ${group.map((each) => html`<tr key=${each.id}><th scope="row"><span dir="auto">${each.name}</span></th><td>${cell(each.uptime)}</td><td>${troubles(each.seconds)}</td></tr>`)}
    </tbody>`)}
  </table></div>`;

const Months = ({ report: { months } }) => html`
  <div class="table-scroll"><table class="report">
    <caption class="visually-hidden">Incidents by month</caption>
    <thead><tr><th scope="col">Month</th><th scope="col">Incidents</th><th scope="col">Mean time to resolve</th><th scope="col">Uptime</th></tr></thead>
    <tbody>${months.toReversed().map((each) => html`<tr key=${each.month}><th scope="row">${monthOf(each.month)}</th><td>${each.incidents}${each.resolved < each.incidents && html` <span class="muted">(${each.incidents - each.resolved} open)</span>`}</td><td>${lasting(each.mttr)}</td><td>${cell(each.uptime)}</td></tr>`)}</tbody>
  </table></div>`;

const pathOf = ({ from, to }) => `/api/reports/uptime?from=${from}&to=${to}`;

async function download(range) {
  await attempted(async () => {
    const url = URL.createObjectURL(new Blob([await api.get(`${pathOf(range)}&format=csv`, { asText: true })], { type: "text/csv" }));
    Object.assign(document.createElement("a"), { href: url, download: `uptime-${range.from}-${range.to}.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  });
}

const Range = ({ range, set }) => {
  const put = (name) => ({ target }) => set({ ...range, [name]: target.value });
  return html`
    <form class="tools" onSubmit=${(event) => event.preventDefault()}>
      ${[["from", "From"], ["to", "To"]].map(([name, label]) => html`<label class="day-field" key=${name}>${label} <input class="narrow" type="date" value=${range[name]} max=${ago(0)} onInput=${put(name)} /></label>`)}
      ${RANGES.map(([label, of]) => html`<button type="button" class="button small" key=${label} onClick=${() => set(of())}>${label}</button>`)}
    </form>`;
};

const BEHIND = { pause: 2000, most: 10 };

/** Whether something that the page shows is not counted yet, or nothing is. */
const isBehind = ({ as_of: asOf, services }, page) => Date.parse(asOf) + 999 < Date.parse(page.updated_at) || (services.length > 0 && services.every(({ uptime }) => uptime === null));

/** {of, report, problem, load}: the report of a range, looked at again until it has what the page shows. */
function useReport(range, page, refusal) {
  const [state, show] = useState({});
  const [tries, tryAgain] = useState(0);
  useEffect(() => {
    let isOver = Boolean(refusal);
    let timer;
    const look = async (left) => {
      const found = await api.get(pathOf(range)).then((report) => ({ report }), (problem) => ({ problem }));
      if (isOver) return;
      show({ of: range, ...found });
      if (left && found.report && isBehind(found.report, page)) timer = setTimeout(look, BEHIND.pause, left - 1);
    };
    if (!isOver) look(BEHIND.most);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [range.from, range.to, page.version, tries]);
  return { ...state, load: () => tryAgain(tries + 1) };
}

export function ReportsSection({ page }) {
  const [range, set] = useState(RANGES[0][1]);
  const refusal = wrong(range);
  const { of, report, problem, load } = useReport(range, page, refusal);
  const isThere = report && !refusal;
  return html`
    <${Heading} title="Reports">
      ${isThere && html`<button class="button" onClick=${() => download(of)}>Download CSV</button>`}
    <//>
    <${Range} range=${range} set=${set} />
    ${refusal && html`<p class="notice" role="alert">${refusal}</p>`}
    ${problem && !refusal && html`<${Failure} problem=${problem} retry=${load} />`}
    ${!report && !problem && !refusal && html`<div class="placeholder waiting"><p class="visually-hidden">Loading…</p></div>`}
    ${isThere && html`
      <p class="muted">Days are those of ${zoneName(report.time_zone)}. A major outage counts whole, a partial outage 0.3 of its time, everything else not at all.</p>
      <section aria-labelledby="of-services"><h2 id="of-services">Uptime</h2>
        ${report.services.length ? html`<${Services} report=${report} />` : html`<p class="empty">There are no services yet.</p>`}</section>
      <section aria-labelledby="of-months"><h2 id="of-months">Incidents by month</h2><${Months} report=${report} /></section>`}`;
}
