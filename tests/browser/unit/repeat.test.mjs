import assert from "node:assert/strict";
import { test } from "node:test";
import { dayIn, repeatWords, weekdayOf } from "../../../static_site/js/dashboard/maintenance/repeat.js";

const TUESDAY = "2026-12-08T01:00:00Z";
const until = "2027-03-03";

test("how maintenance repeats is said as the API says it", () => {
  const said = (rule) => repeatWords({ interval: 1, until, ...rule }, TUESDAY, "Europe/Zurich");
  assert.equal(said({ every: "week" }), "Every Tuesday until 3 Mar 2027");
  assert.equal(said({ every: "week", interval: 2 }), "Every 2 weeks on Tuesday until 3 Mar 2027");
  assert.equal(said({ every: "month" }), "Every second Tuesday of the month until 3 Mar 2027");
  assert.equal(said({ every: "month", interval: 3, week_of_month: "last" }), "Every 3 months on the last Tuesday until 3 Mar 2027");
});

test("the weekday is the one in the organization's time zone", () => {
  assert.deepEqual(weekdayOf("2026-12-08T23:30:00Z", "Europe/Zurich"), ["Wednesday", "second"]);
  assert.deepEqual(weekdayOf("2026-12-29T12:00:00Z", "UTC"), ["Tuesday", "last"]);
  assert.equal(dayIn("2026-12-08T23:30:00Z", "Europe/Zurich"), "2026-12-09");
});
