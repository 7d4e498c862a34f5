// Times in the viewer's zone, and in English, as the page is.
import { html } from "../../vendor/preact.js";

export const MINUTE = 60_000;
const UNITS = [["day", 1440], ["hour", 60], ["minute", 1]];

let ahead = 0; // milliseconds by which the server's clock is ahead of this one

/** Goes by the server's clock from now on: many a visitor's is wrong. */
export function setClock({ headers }) {
  const sent = Date.parse(headers.get("Date")) + 1000 * headers.get("Age");
  if (sent) ahead = sent - Date.now();
}

export const corrected = (moment) => moment + ahead;

const locale = `${navigator.languages.find((tag) => tag.startsWith("en")) ?? "en-GB"}-u-hc-h23`; // as in the HTML
// Made when first used, which takes long.
const format = (options, Format = Intl.DateTimeFormat, made) => () => (made ??= new Format(locale, options));
const isThisYear = (date) => date.getFullYear() === new Date(corrected(Date.now())).getFullYear();
const dated = (options) => {
  const [short, long] = [format(options), format({ ...options, year: "numeric" })];
  return (date) => (isThisYear(date) ? short() : long());
};
const clock = { hour: "2-digit", minute: "2-digit", timeZoneName: "short" };
export const MOMENT = dated({ day: "numeric", month: "short", ...clock });
const DATES = dated({ day: "numeric", month: "short" });
const DAY = dated({ weekday: "short", day: "numeric", month: "short" });
export const HOUR = format(clock);
const FULL = format({ dateStyle: "full", timeStyle: "long" });
const RELATIVE = format({}, Intl.RelativeTimeFormat);

const inFull = (at) => `${FULL().format(new Date(at))} (${at})`;

/** "3 hours ago", "in 2 days". */
export function relative(at, now) {
  const minutes = Math.round((new Date(at) - now) / MINUTE);
  if (!minutes) return "just now";
  const [unit, size] = UNITS.find(([, size]) => Math.abs(minutes) >= 2 * size) ?? UNITS.at(-1);
  return RELATIVE().format(Math.trunc(minutes / size), unit);
}

/** "2 hours 15 minutes". */
export function lengthBetween(start, end) {
  let minutes = Math.max(1, Math.round((new Date(end) - new Date(start)) / MINUTE));
  const parts = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(minutes / size);
    minutes -= count * size;
    if (count) parts.push(`${count} ${unit}${count > 1 ? "s" : ""}`);
  }
  return parts.slice(0, 2).join(" ");
}

/** When the day began that a moment is in, or the one `back` days before it. */
export const dayOf = (at, back = 0) => {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - back).getTime();
};

const ranged = (by, start, end) => by(isThisYear(start) ? end : start).formatRange(start, end);

/** One day, or several: "12–25 Nov". */
export const daysOf = (first, last) => ranged(first === last ? DAY : DATES, new Date(first), new Date(last));

const zoneAt = (date) => HOUR().formatToParts(date).find(({ type }) => type === "timeZoneName").value;

/** Each end with its zone: "25 Oct, 01:30 CEST – 03:30 CET". */
function spanOf(from, to) {
  const [start, end] = [new Date(from), new Date(to)];
  if (zoneAt(start) === zoneAt(end)) return ranged(MOMENT, start, end);
  const until = dayOf(start) === dayOf(end) ? HOUR : MOMENT;
  return `${MOMENT(start).format(start)} – ${until(end).format(end)}`;
}

export const Time = ({ at, as = MOMENT }) => html`<time datetime=${at} title=${inFull(at)}>${as(new Date(at)).format(new Date(at))}</time>`;

export const Span = ({ from, to }) => html`<time datetime=${from} title="${inFull(from)} to ${inFull(to)}">${spanOf(from, to)}</time>`;
