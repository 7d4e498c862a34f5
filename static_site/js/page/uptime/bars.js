// The days of a service as bars: how each went, by height and colour; one stop of the keyboard and of a screen reader
// for all of them. What is told of a day is loaded when somebody turns to it.
import { Component, html } from "../../../vendor/preact.js";
import { home } from "../entries.js";
import { serviceTone, serviceWord, severity } from "../states.js";
import { lengthBetween } from "../times.js";
import { percent } from "./counted.js";

/** Resolves once the sheet is there, or cannot be had. */
export const styled = (href) => new Promise((done) => {
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href, onload: done, onerror: done }));
});
await styled("/css/uptime.css");

// The pieces of a bar, [top, bottom] of 32: the worse, the taller. Maintenance has a notch; no data is hollow.
const SHAPES = { critical: [[0, 32]], major: [[5, 32]], minor: [[10, 32]], maintenance: [[15, 20], [23, 32]] };
const OTHER = [[15, 32]];
const LONG = { weekday: "long", day: "numeric", month: "long", year: "numeric" };

/** A day of the page's time zone, which is no moment of the visitor's. */
export const dated = (date, as = LONG) => new Date(date).toLocaleDateString("en-GB", { timeZone: "UTC", ...as });

/** [tone, word, how long] of each trouble of a day, the worst first. */
export const troubles = ({ seconds }) => Object.entries(seconds)
  .filter(([status, length]) => status !== "operational" && length > 0)
  .sort(([one], [other]) => severity({ status: other }) - severity({ status: one }))
  .map(([status, length]) => [serviceTone(status), serviceWord(status), length < 60 ? `${Math.ceil(length)} s` : lengthBetween(0, length * 1000)]);

const toneOf = (day) => (day.uptime === null ? "none" : troubles(day)[0]?.[0] ?? "ok");

export const Links = ({ notes, ...rest }) => notes.map(({ id, kind, title }) => html`
  <li key=${id}><a href=${home(`/${kind === "incident" ? "incidents" : kind}/${id}`)} dir="auto" ...${rest}>${title}</a></li>`);

/** For who sees no bars: the days on which something happened. */
const Table = ({ name, days }) => html`
  <table class="visually-hidden">
    <caption dir="auto">${name}: days with incidents</caption>
    <tr><th scope="col">Day</th><th scope="col">Uptime</th><th scope="col">What happened</th></tr>
    ${days.map((day) => html`<tr key=${day.date}><th scope="row">${dated(day.date)}</th><td>${percent(day.uptime)}</td>
      <td>${troubles(day).map(([, word, long], place) => html`${place > 0 && ", "}<span dir="auto">${word}</span> ${long}`)}<ul><${Links} notes=${day.notes} tabindex="-1" /></ul></td></tr>`)}
  </table>`;

function drawing(days) {
  const paths = {};
  days.forEach((day, place) => {
    const tone = toneOf(day);
    for (const [top, bottom] of SHAPES[tone] ?? OTHER) paths[tone] = `${paths[tone] ?? ""}M${place}.15 ${top}h.7V${bottom}h-.7z`;
  });
  return Object.entries(paths).map(([tone, path]) => html`<path key=${tone} class="tone-${tone}" d=${path} />`);
}

/** `days` oldest first; `ends` says what the first and the last of them are. */
export class Bars extends Component {
  found = (element) => (this.element = element);

  ask = async (event) => {
    this.asked = event;
    if (!this.state.Note) this.setState(await import("./note.js"));
  };

  render({ days, uptime, ends, ...rest }, { Note }) {
    const told = days.filter(({ seconds, notes }) => notes.length || Object.keys(seconds).length);
    const said = uptime === null ? "No data yet" : `${percent(uptime)} uptime`;
    return html`
      <div class="bars" ref=${this.found} role="slider" tabindex="0" aria-label="${rest.name}, day by day" aria-valuemin="1" aria-valuemax=${days.length} aria-valuenow=${days.length} aria-valuetext=${said}
        onFocus=${this.ask} onKeyDown=${this.ask} onPointerEnter=${this.ask} onClick=${this.ask}>
        <svg viewBox="0 0 ${days.length} 32" preserveAspectRatio="none" aria-hidden="true">${drawing(days)}</svg>
      </div>
      <p class="bars-ends"><span>${ends[0]}</span> <span>${said}</span> <span>${ends[1]}</span></p>
      ${Note && html`<${Note} bars=${this.element} asked=${this.asked} days=${days} ...${rest} />`}
      ${told.length > 0 && html`<${Table} days=${told} ...${rest} />`}`;
  }
}
