// The fields that say how new maintenance repeats. Loaded when somebody lets it repeat.
import { html } from "../../../vendor/preact.js";
import { Field } from "../../parts/fields.js";
import { zoneName } from "../../parts/zones.js";
import { dayIn, repeatWords, weekdayOf } from "./repeat.js";

const INTERVALS = { week: ["Every week", "Every 2 weeks", "Every 3 weeks", "Every 4 weeks"], month: ["Every month", "Every 2 months", "Every 3 months", "Every 6 months"] };
const COUNTS = { week: [1, 2, 3, 4], month: [1, 2, 3, 6] };
const TWO_YEARS = 730 * 86_400_000;

export function RepeatFields({ form, zone }) {
  const { repeat, repeat_until: until, scheduled_start: { at } } = form.values;
  if (!at) return null;
  const [weekday, week] = weekdayOf(at, zone);
  const options = ["week", "month"].flatMap((every) => INTERVALS[every].map((label, place) => [`${every} ${COUNTS[every][place]}`, every === "week" ? `${label} on ${weekday}` : `${label} on the ${week} ${weekday}`]));
  const [every, interval] = repeat.split(" ");
  return html`
    <${Field} form=${form} name="repeat" label="How often" options=${options} />
    <${Field} form=${form} name="repeat_until" label="Last day" type="date" min=${dayIn(at, zone)} max=${dayIn(Date.parse(at) + TWO_YEARS, zone)} />
    <p class="hint" aria-live="polite">${repeatWords({ every, interval: Number(interval), until }, at, zone)}, at the same time on the clock in ${zoneName(zone)}. Two are announced at a time; each can be changed or skipped by itself.</p>`;
}
