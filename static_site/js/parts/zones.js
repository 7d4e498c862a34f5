// Time zones: the viewer's own, and those an organization can choose from.
import { html } from "../../vendor/preact.js";
import { Field } from "./fields.js";

export const viewerZone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC";

export const zoneName = (zone) => zone.replaceAll("_", " ");

/** Whether this browser knows the zone: others can be stored, and every formatter would refuse them. */
function isKnown(zone) {
  try {
    return Boolean(Intl.DateTimeFormat("en", { timeZone: zone }));
  } catch {
    return false;
  }
}

/** The zone in which times of an organization are shown: UTC for one that this browser does not know. */
export const shownZone = (zone) => (zone && isKnown(zone) ? zone : "UTC");

const all = () => ["UTC", viewerZone, ...Intl.supportedValuesOf("timeZone")];

const labelOf = (zone) => (isKnown(zone) ? zoneName(zone) : `${zoneName(zone)} (unknown here: shown as UTC)`);

/** The stored zone can always be kept, known or not. */
export const ZoneField = ({ form, hint, stored = "UTC" }) => html`
  <${Field} form=${form} name="time_zone" label="Time zone" hint=${hint} options=${[...new Set([stored, ...all()])].map((zone) => [zone, labelOf(zone)])} />`;
