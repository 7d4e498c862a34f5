// The time as the server has it: the clock of a device can be wrong by hours.
const TOLERATED = 60_000; // Date has whole seconds, an answer takes a while, and nobody notices a minute

let behind = 0; // milliseconds by which this device is behind the server; negative when it is ahead

/** Learns the time from an answer of the server; one from a cache says how old it is. */
export function learnTime({ headers }) {
  const sent = Date.parse(headers.get("Date"));
  if (Number.isNaN(sent)) return;
  const difference = sent + 1000 * Number(headers.get("Age")) - Date.now();
  behind = Math.abs(difference) > TOLERATED ? difference : 0;
}

/** Milliseconds since 1970, as Date.now() would have them on a device whose clock is right. */
export const now = () => Date.now() + behind;
