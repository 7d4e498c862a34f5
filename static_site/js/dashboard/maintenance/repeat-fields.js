// The fields that say how new maintenance repeats.
import { html } from "../../../vendor/preact.js";
import { Field } from "../../parts/fields.js";
import { zoneName } from "../../parts/zones.js";
import { dayIn, repeatWords, weekdayOf } from "./repeat.js";

const INTERVALS = { week: ["Every week", "Every 2 weeks", "Every 3 weeks", "Every 4 weeks"], month: ["Every month", "Every 2 months", "Every 3 months", "Every 6 months"] };
const COUNTS = { week: [1, 2, 3, 4], month: [1, 2, 3, 6] };
const TWO_YEARS = 730 * 86_400_000;

/** As the API takes it; undefined for what does not repeat. */
export const repeatOf = ({ repeat, repeat_until: until }) => {
  if (!repeat) return undefined;
  const [every, interval] = repeat.split(" ");
  return { every, interval: Number(interval), until };
};

export const wrongRepeat = ({ repeat, repeat_until: until, scheduled_start: start }, zone) => {
  if (!repeat || !start.at) return "";
  if (!until) return "Enter the last day";
  return until < dayIn(start.at, zone) ? "The last day must not be before the first start" : "";
};

export function RepeatFields({ form, zone }) {
  const { repeat, repeat_until: until, scheduled_start: { at } } = form.values;
  if (!at) return null;
  const [weekday, week] = weekdayOf(at, zone);
  const options = [["", "Does not repeat"], ...["week", "month"].flatMap((every) => INTERVALS[every].map((label, place) => [`${every} ${COUNTS[every][place]}`, every === "week" ? `${label} on ${weekday}` : `${label} on the ${week} ${weekday}`]))];
  return html`
    <div class="side-by-side">
      <${Field} form=${form} name="repeat" label="Repeats" options=${options} />
      ${repeat && html`<${Field} form=${form} name="repeat_until" label="Last day" type="date" min=${dayIn(at, zone)} max=${dayIn(Date.parse(at) + TWO_YEARS, zone)} />`}
    </div>
    ${repeat && html`<p class="hint" aria-live="polite">${repeatWords(repeatOf(form.values), at, zone)}, at the same time on the clock in ${zoneName(zone)}. Two are announced at a time; each can be changed or skipped by itself.</p>`}`;
}
