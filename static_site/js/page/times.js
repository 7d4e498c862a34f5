// Times as visitors read them: in their own zone, and in English, as the page is.
import { html } from "../../vendor/preact.js";

export const MINUTE = 60_000;
const UNITS = [["day", 1440], ["hour", 60], ["minute", 1]];

const locale = navigator.languages.find((tag) => tag.startsWith("en")) ?? "en-GB";
// Made when first used: that takes as long as all else that runs before the first paint.
const format = (options, Format = Intl.DateTimeFormat, made) => () => (made ??= new Format(locale, options));
const clock = { hour: "2-digit", minute: "2-digit" };
export const MOMENT = format({ day: "numeric", month: "short", ...clock, timeZoneName: "short" });
export const HOUR = format({ ...clock, timeZoneName: "short" });
export const DAY = format({ weekday: "short", day: "numeric", month: "short" });
export const DATE = format({ dateStyle: "full" });
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

export const Time = ({ at, as = MOMENT }) => html`<time datetime=${at} title=${inFull(at)}>${as().format(new Date(at))}</time>`;

export const Span = ({ from, to }) => html`
  <time datetime=${from} title="${inFull(from)} to ${inFull(to)}">${MOMENT().formatRange(new Date(from), new Date(to))}</time>`;
