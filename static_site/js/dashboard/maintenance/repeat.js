// How maintenance repeats, in words: as chalicelib/domain/recurrence.py says it.
import { shownZone } from "../../parts/zones.js";

const WEEKS = ["first", "second", "third", "fourth", "last"];

const inZone = (at, zone, options) => new Intl.DateTimeFormat("en-GB", { timeZone: shownZone(zone), ...options }).format(new Date(at));

/** [the weekday a moment is on in a zone, which of the month's it is]. */
export function weekdayOf(at, zone) {
  return [inZone(at, zone, { weekday: "long" }), WEEKS[Math.floor((Number(inZone(at, zone, { day: "numeric" })) - 1) / 7)]];
}

/** "2026-12-08": the day a moment is on in a zone. */
export const dayIn = (at, zone) => new Intl.DateTimeFormat("sv", { timeZone: shownZone(zone) }).format(new Date(at));

/** "Every second Tuesday of the month until 3 Mar 2027". */
export function repeatWords({ every, interval, week_of_month: which, until }, start, zone) {
  const [weekday, week] = weekdayOf(start, zone);
  const days = `${which ?? week} ${weekday}`;
  const often = every === "week" ? (interval > 1 ? `Every ${interval} weeks on ${weekday}` : `Every ${weekday}`) : interval > 1 ? `Every ${interval} months on the ${days}` : `Every ${days} of the month`;
  return until ? `${often} until ${inZone(`${until}T12:00:00Z`, "UTC", { day: "numeric", month: "short", year: "numeric" })}` : often;
}
