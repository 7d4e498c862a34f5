// Times as <input type="datetime-local"> has them, in the viewer's zone, and as the API has them.

const two = (number) => String(number).padStart(2, "0");

/** "2026-11-24T15:00" for an instant. */
export function toLocal(at) {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The instant of a local time; empty when it is none. */
export function fromLocal(text) {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString();
}

/** The next full hour, so many hours later. */
export function fullHour(hoursLater) {
  const date = new Date();
  date.setHours(date.getHours() + 1 + hoursLater, 0, 0, 0);
  return toLocal(date);
}

export const later = (at, minutes) => new Date(new Date(at).getTime() + minutes * 60_000).toISOString();
