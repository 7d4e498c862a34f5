// Times as <input type="datetime-local"> has them, in the device's zone, and the instants they stand for. Pure.
// Clocks are put forward and back: a local time can be none, one, or two instants.

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const two = (number) => String(number).padStart(2, "0");

/** "2026-11-24T15:00" for an instant. */
export function toLocal(at) {
  const date = new Date(at);
  return `${String(date.getFullYear()).padStart(4, "0")}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** What the local time is in milliseconds with the offsets in force a day before and a day after: the same, as a rule. */
function readings(local) {
  const asUtc = Date.parse(`${local}Z`);
  if (Number.isNaN(asUtc)) return [];
  const found = [-DAY, DAY].map((away) => asUtc + new Date(asUtc + away).getTimezoneOffset() * MINUTE);
  return [...new Set(found)].sort((a, b) => a - b);
}

/** The instants at which clocks show the local time, in order. */
export const instantsOf = (local) => readings(local).filter((at) => toLocal(at) === local).map((at) => new Date(at).toISOString());

/** For a time that clocks skip: the times just before and after that, as they are read on either side. */
export const aroundGap = (local) => (instantsOf(local).length ? [] : readings(local).map(toLocal));

/** {local, at} for what is typed; `at` is empty when that is no instant, or one of two. A time typed anew that is the stored one's stays that, seconds and all. */
export function typed(local, stored = "") {
  const instants = instantsOf(local);
  if (stored && toLocal(stored) === local) return { local, at: stored };
  return { local, at: instants.length === 1 ? instants[0] : "" };
}

/** The same for an instant that is there already. */
export const known = (at) => ({ local: toLocal(at), at });
