// A field for a point in time, in the viewer's zone: it asks which of two is meant, and names the zone in force.
import { html } from "../../../vendor/preact.js";
import { Choices, Field } from "../../parts/fields.js";
import { viewerZone, zoneName } from "../../parts/zones.js";
import { inZone, zoneAt } from "./zoned.js";
import { aroundGap, instantsOf, typed } from "./local-time.js";

const shown = (local, options) => inZone("UTC", options).format(new Date(`${local}Z`));
const clockOf = (local) => shown(local, { hour: "2-digit", minute: "2-digit" });
const dayOf = (local) => shown(local, { day: "numeric", month: "long", year: "numeric" });

/** What is wrong with a time; empty for one that is an instant. */
export function wrongTime({ local, at }, missing) {
  if (at) return "";
  if (instantsOf(local).length > 1) return `Choose which ${clockOf(local)} is meant: clocks are put back that night`;
  const [before, after] = aroundGap(local);
  if (!after) return missing;
  return `There is no ${clockOf(local)} on ${dayOf(local)} in ${zoneName(viewerZone)}: clocks are put forward then. Enter ${clockOf(before)}, ${clockOf(after)}, or another time`;
}

/** The form as the choice between two instants sees it. */
const choosing = (form, name, which) => ({ ...form, errors: {}, values: { [which]: form.values[name].at }, set: (change) => form.set({ [name]: { ...form.values[name], at: change[which] } }) });

const WHICH = ["the first time", "the second time"];

const Which = ({ form, name, instants }) => html`
  <${Choices} form=${choosing(form, name, `${name}_which`)} name="${name}_which" label="${clockOf(form.values[name].local)} comes twice that night" compact
    options=${instants.map((at, place) => [at, `${WHICH[place]} (${zoneAt(at)})`])} />`;

/** `stored` is the instant that is there already, if there is one. */
export function TimeField({ form, name, stored, ...rest }) {
  const value = form.values[name];
  const instants = instantsOf(value.local);
  const asLocal = { ...form, values: { ...form.values, [name]: value.local } };
  const type = ({ target }) => form.set({ [name]: typed(target.value, stored) });
  const isGap = value.local && !value.at && !instants.length;
  return html`
    <div>
      <${Field} form=${asLocal} name=${name} type="datetime-local" max="9998-12-31T23:59" onInput=${type} ...${rest}
        after=${html`<p class="hint" aria-live="polite">${value.at ? zoneAt(value.at) : isGap && !form.errors[name] && wrongTime(value, "")}</p>`} />
      ${instants.length > 1 && !rest.disabled && html`<${Which} form=${form} name=${name} instants=${value.at && !instants.includes(value.at) ? instants.map((at) => (zoneAt(at) === zoneAt(value.at) ? value.at : at)) : instants} />`}
    </div>`;
}
