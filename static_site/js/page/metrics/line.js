// One metric: its newest value, its line, and the value at any step by pointer, touch or keyboard.
import { Component, html } from "../../../vendor/preact.js";
import { MOMENT, corrected } from "../times.js";
import { dayAt, extent, pathOf, startOf, upTo, valued } from "./steps.js";

const HEIGHT = 100;
const STEPS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -12, PageUp: 12, Home: -Infinity, End: Infinity };
const WORDS = { day: "24 hours", week: "7 days", month: "30 days", quarter: "90 days" };
const LONG = { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" };
const between = (low, value, high) => Math.max(low, Math.min(value, high));

const Figure = ({ name, children }) => html`<div><dt>${name}</dt><dd>${children}</dd></div>`;

/** Every value, for who reads better than sees; made when it is opened. */
class Table extends Component {
  toggle = ({ currentTarget: { open } }) => this.setState({ open });

  render({ metric, values, named }, { open }) {
    return html`
      <details class="values" onToggle=${this.toggle}><summary>Values as a table</summary>
        ${open && html`<div class="table-scroll" tabindex="0" role="region" aria-label="Values of ${metric.name}"><table>
          <thead><tr><th scope="col">From</th><th scope="col">${metric.name}</th></tr></thead>
          <tbody>${values.map((value, place) => html`<tr key=${place}><th scope="row">${named(place)}</th><td>${valued(metric, value)}</td></tr>`).reverse()}</tbody>
        </table></div>`}
      </details>`;
  }
}

export class Line extends Component {
  press = (event) => {
    if (event.key === "Escape") return this.setState({ at: undefined });
    if (!(event.key in STEPS)) return;
    event.preventDefault();
    this.turn((this.state.at ?? this.last) + STEPS[event.key]);
  };

  point = ({ clientX, currentTarget }) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    this.turn(Math.round(((clientX - left) / width) * this.last));
  };

  turn = (at) => this.setState({ at: between(0, at, this.last) });
  leave = ({ type, pointerType }) => type === "pointerleave" && pointerType === "touch" || this.setState({ at: undefined }); // a finger is lifted to read
  focus = ({ currentTarget }) => currentTarget.matches(":focus-visible") && this.turn(this.state.at ?? this.newest);

  render({ metric, document }, { at }) {
    const { values, dropped } = upTo(document, metric.values, corrected(Date.now()));
    const named = (place) => {
      if (document.first_day) return dayAt(document, place).toLocaleDateString("en-GB", LONG);
      const moment = new Date(startOf(document, place + dropped));
      return MOMENT(moment).format(moment);
    };
    this.last = values.length - 1;
    this.newest = Math.max(0, values.findLastIndex((each) => each !== null));
    const [bottom, top] = extent(values);
    const shown = between(0, at ?? this.newest, this.last);
    const hasAny = values.some((each) => each !== null);
    const said = `${named(shown)}: ${valued(metric, values[shown])}`;
    const value = values[shown];
    if (!hasAny) return html`<article class="metric" aria-label=${metric.name}><header><h3 dir="auto">${metric.name}</h3><p class="reading">No data in this range</p></header></article>`;
    return html`
      <article class="metric" aria-label=${metric.name}>
        <header><h3 dir="auto">${metric.name}</h3><p class="reading">${said}</p></header>
        <div class="line" role="slider" tabindex="0" aria-label="${metric.name}, ${WORDS[document.range]}" aria-valuemin="0" aria-valuemax=${this.last} aria-valuenow=${shown} aria-valuetext=${said}
          onKeyDown=${this.press} onPointerMove=${this.point} onPointerDown=${this.point} onPointerLeave=${this.leave} onFocus=${this.focus} onBlur=${this.leave}>
          <svg viewBox="0 0 ${this.last} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
            <path class="grid" d="M0 0H${this.last}M0 ${HEIGHT / 2}H${this.last}M0 ${HEIGHT}H${this.last}" />
            <path class="values" d=${pathOf(values, [bottom, top], HEIGHT)} />
            ${at !== undefined && html`<path class="cursor" d="M${shown} 0V${HEIGHT}" />`}
            ${value !== null && html`<path class="dot" d="M${shown} ${HEIGHT * (1 - (value - bottom) / (top - bottom))}h.01" />`}
          </svg>
          <span class="top" aria-hidden="true">${valued(metric, top)}</span><span class="bottom" aria-hidden="true">${valued(metric, bottom)}</span>
        </div>
        <p class="line-ends" aria-hidden="true"><span>${WORDS[document.range]} ago</span><span>Now</span></p>
        <dl class="figures">
          <${Figure} name="Mean">${valued(metric, metric.mean)}</${Figure}>
          <${Figure} name="p95">${valued(metric, metric.p95)}</${Figure}>
          <${Figure} name="Least">${valued(metric, metric.least)}</${Figure}>
          <${Figure} name="Most">${valued(metric, metric.most)}</${Figure}>
        </dl>
        <${Table} metric=${metric} values=${values} named=${named} />
      </article>`;
  }
}
