// What is told of a day, beside its bar: opened by pointer, touch or keyboard, and loaded when somebody first turns to the bars.
import { Component, html } from "../../../vendor/preact.js";
import { Icon } from "../states.js";
import { Links, dated, styled, troubles } from "./bars.js";
import { percent } from "./counted.js";

await styled("/css/uptime-note.css");

const STEPS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -7, PageUp: 7, Home: -Infinity, End: Infinity, Enter: 0, " ": 0 };
const EDGE = 8;
const between = (low, value, high) => Math.max(low, Math.min(value, high));

const uptimeOf = ({ uptime }) => (uptime === null ? "No data" : `${percent(uptime)} uptime`);
const inWords = (day) => [`${dated(day.date)}: ${uptimeOf(day)}`, ...troubles(day).map((each) => each.slice(1).join(" ")), ...day.notes.map(({ title }) => title)].join(", ");

/** What the page has heard of since the document was made, and touches the service today. */
function news({ page, service }, known) {
  const isNew = ({ id, services }) => !known.some((each) => each.id === id) && services.some((each) => each.id === service.id);
  const running = page.maintenance.filter(({ actual_start: began, actual_end: ended }) => began && !ended);
  return [...page.active_incidents.map((each) => ({ ...each, kind: "incident" })), ...running.map((each) => ({ ...each, kind: "maintenance" }))].filter(isNew);
}

/** `bars` is the element with the bars; `asked` the event for which this was loaded. */
export class Note extends Component {
  state = {};
  found = (element) => (this.element = element);

  componentDidMount() {
    const { bars, asked } = this.props;
    const place = bars.parentElement;
    bars.addEventListener("keydown", this.press);
    bars.addEventListener("pointermove", (event) => event.pointerType === "touch" || this.state.isPinned || this.show(this.placeOf(event)));
    bars.addEventListener("click", (event) => this.show(this.placeOf(event), true));
    bars.addEventListener("focus", this.focused);
    place.addEventListener("pointerleave", () => this.state.isPinned || this.hide());
    place.addEventListener("focusout", ({ relatedTarget: to }) => to && !place.contains(to) && this.hide());
    if (asked.type === "focus") this.focused();
    else if (asked.type === "keydown") this.press(asked);
    else if (asked.type === "click") this.show(this.placeOf(asked), true);
    else if (asked.pointerType !== "touch") this.show(this.placeOf(asked));
  }

  componentDidUpdate() {
    const { at } = this.state;
    const { bars, days } = this.props;
    const last = days.length - 1;
    bars.setAttribute("aria-valuenow", (at ?? last) + 1);
    if (at !== undefined) bars.setAttribute("aria-valuetext", inWords(this.day(at)));
    this.element.togglePopover(at !== undefined);
    if (at !== undefined) this.put(at);
  }

  day(at) {
    const { days } = this.props;
    const day = days[Math.min(at, days.length - 1)];
    return at < days.length - 1 || !this.props.page ? day : { ...day, notes: [...day.notes, ...news(this.props, day.notes)] };
  }

  show = (at, isPinned) => at === this.state.at && !isPinned || this.setState({ at, isPinned });
  hide = () => this.setState({ at: undefined, isPinned: false });
  step = (by) => this.show(between(0, (this.state.at ?? this.props.days.length - 1) + by, this.props.days.length - 1), true);
  focused = ({ relatedTarget: from } = {}) => this.element.contains(from) || (this.props.bars.matches(":focus-visible") && this.step(0)); // closing gives focus back

  press = (event) => {
    if (!(event.key in STEPS)) return;
    event.preventDefault();
    this.step(STEPS[event.key]);
  };

  placeOf = ({ clientX }) => {
    const { left, width } = this.props.bars.getBoundingClientRect();
    const { length } = this.props.days;
    return between(0, Math.floor(((clientX - left) / width) * length), length - 1);
  };

  /** Below its bar, or above where there is no room. */
  put(at) {
    const { bars, days } = this.props;
    const { left, width, top, bottom } = bars.getBoundingClientRect();
    const { style, offsetWidth, offsetHeight } = this.element;
    const middle = left + ((at + 0.5) / days.length) * width;
    style.left = `${scrollX + between(EDGE, middle - offsetWidth / 2, document.documentElement.clientWidth - offsetWidth - EDGE)}px`;
    style.top = `${scrollY + (bottom + offsetHeight > innerHeight && top > offsetHeight ? top - offsetHeight : bottom)}px`;
  }

  render({ days, name }, { at }) {
    const isOpen = at !== undefined;
    const day = isOpen && this.day(at);
    const [width, left] = [100 / days.length, ((at ?? 0) * 100) / days.length];
    return html`
      ${isOpen && html`<span class="picked" style=${{ left: `${left}%`, width: `${width}%` }} />`}
      <div class="note" popover="auto" role="group" aria-label=${isOpen ? `${name}, ${dated(day.date)}` : name} ref=${this.found} onToggle=${({ newState }) => newState === "closed" && this.hide()}>${isOpen && html`
        <p class="note-head"><strong>${dated(day.date)}</strong> <span>${uptimeOf(day)}</span></p>
        ${day.uptime === null && html`<p class="muted">${day.isToCome ? "It is yet to come." : "It was not on this page yet."}</p>`}
        ${day.uptime !== null && !troubles(day).length && !day.notes.length && html`<p class="muted">Nothing went wrong.</p>`}
        <ul>
          ${troubles(day).map(([tone, word, length]) => html`<li key=${word}><${Icon} tone=${tone} /> <span dir="auto">${word}</span> <span class="muted">${length}</span></li>`)}
          <${Links} notes=${day.notes} />
        </ul>
        <p class="note-steps">
          <button type="button" class="button" aria-label="Day before" aria-disabled=${at === 0} onClick=${() => this.step(-1)}>←</button>
          <button type="button" class="button" aria-label="Day after" aria-disabled=${at === days.length - 1} onClick=${() => this.step(1)}>→</button>
        </p>`}
      </div>`;
  }
}
