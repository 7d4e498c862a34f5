// Spans of time in the viewer's zone, and in the organization's when that is another.
import { html } from "../../../vendor/preact.js";
import { shownZone, viewerZone, zoneName } from "../../parts/zones.js";
import { HOUR, Span, corrected } from "../../page/times.js";

/** Formats as all times of the page are: with one clock, of 12 hours or of 24. */
export const inZone = (timeZone, options) => new Intl.DateTimeFormat(HOUR().resolvedOptions().locale, { timeZone, ...options });

/** The name of the zone in force at that moment, such as CEST; in the viewer's zone unless another is given. */
export function zoneAt(at, zone = viewerZone) {
  const parts = inZone(zone, { timeZoneName: "short" }).formatToParts(new Date(at));
  return parts.find(({ type }) => type === "timeZoneName").value;
}

const yearOf = (at, zone) => inZone(zone, { year: "numeric" }).format(new Date(at));

/** "Sat 25 Oct, 23:00 CEST to Sun 26 Oct, 04:00 CET"; the year stands there when it is not this one. */
function spanIn(zone, from, to) {
  const isThisYear = [from, to].every((at) => yearOf(at, zone) === yearOf(corrected(Date.now()), zone));
  const format = inZone(zone, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", ...(!isThisYear && { year: "numeric" }) });
  const [first, last] = [from, to].map((at) => zoneAt(at, zone));
  if (first === last) return [format.formatRange(new Date(from), new Date(to)), last !== zone && last].filter(Boolean).join(" ");
  return `${format.format(new Date(from))} ${first} – ${format.format(new Date(to))} ${last}`;
}

export function Zoned({ from, to, zone }) {
  const other = shownZone(zone);
  return html`
    <${Span} from=${from} to=${to} />
    ${zone && other !== viewerZone && html`<span class="hint"> (${spanIn(other, from, to)} in ${zoneName(other)})</span>`}`;
}
