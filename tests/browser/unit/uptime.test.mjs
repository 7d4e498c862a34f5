// Days counted on from a document by the statuses that a page hears of.
import assert from "node:assert/strict";
import test from "node:test";
import { Counted, percent } from "../../../static_site/js/page/uptime/counted.js";

const AS_OF = "2026-11-23T12:00:00.000Z";
const HALF_A_DAY = 43_200;
const DAY = 86_400;
const at = (time) => `2026-11-23T${time}:00.000Z`;

const aService = (given = {}) => ({ id: "a", uptime: 100, known: 89 * DAY + HALF_A_DAY, down: 0, status: "operational", days: [], ...given });
const aDocument = (services = [aService()], notes = []) => ({
  days: 90, from: "2026-08-26", to: "2026-11-23", time_zone: "UTC", as_of: AS_OF, today: { from: at("00:00"), to: "2026-11-24T00:00:00.000Z" },
  services, notes,
});
const aPage = (updated_at, ...services) => ({ updated_at, services: services.map((each) => ({ id: "a", created_at: "2026-01-01T00:00:00.000Z", ...each })) });
const today = (counted, now) => counted.of("a", 90, now).days.at(-1);

test("a day that is not listed was operational, and one before the service existed has no data", () => {
  const { days, uptime } = new Counted(aDocument([aService({ since: "2026-11-20", known: 3 * DAY + HALF_A_DAY })])).of("a", 90, AS_OF);
  assert.equal(days.length, 90);
  assert.deepEqual([days[0].date, days[0].uptime], ["2026-08-26", null]);
  assert.deepEqual([days.at(-4).date, days.at(-4).uptime], ["2026-11-20", 100]);
  assert.equal(days.at(-5).uptime, null);
  assert.equal(uptime, 100);
});

test("an outage goes on until a frame ends it", () => {
  const counted = new Counted(aDocument([aService({ status: "major_outage" })]));
  assert.deepEqual(today(counted, at("13:00")).seconds, { major_outage: 3600 });
  counted.follow(aPage(at("14:00"), { status: "operational" }));
  const { seconds, uptime } = today(counted, at("16:00"));
  assert.deepEqual(seconds, { major_outage: 7200 });
  assert.equal(uptime, 100 * (1 - 7200 / (16 * 3600)));
});

test("an outage begins with the frame that tells it", () => {
  const counted = new Counted(aDocument());
  counted.follow(aPage(at("13:00"), { status: "partial_outage" }));
  const { days, uptime } = counted.of("a", 90, at("14:00"));
  assert.equal(days.at(-1).uptime, 100 * (1 - (0.3 * 3600) / (14 * 3600)));
  assert.equal(uptime, 100 * (1 - (0.3 * 3600) / (89 * DAY + 14 * 3600)));
});

test("degraded performance and maintenance are told and cost nothing", () => {
  const counted = new Counted(aDocument([aService({ status: "under_maintenance" })]));
  counted.follow(aPage(at("13:00"), { status: "degraded_performance" }));
  assert.deepEqual(today(counted, at("14:00")).seconds, { under_maintenance: 3600, degraded_performance: 3600 });
  assert.equal(today(counted, at("14:00")).uptime, 100);
});

test("nothing is counted past the last listed day", () => {
  const counted = new Counted(aDocument([aService({ status: "major_outage" })]));
  assert.deepEqual(today(counted, "2026-11-24T03:00:00.000Z").seconds, { major_outage: HALF_A_DAY });
});

test("a page that is older than the document changes nothing", () => {
  const counted = new Counted(aDocument([aService({ status: "operational" })]));
  counted.follow(aPage(at("11:00"), { status: "major_outage" }));
  assert.deepEqual(today(counted, at("13:00")).seconds, {});
});

test("fewer days have an uptime of their own", () => {
  const old = { day: 10, uptime: 0, seconds: { major_outage: DAY }, notes: [] };
  const counted = new Counted(aDocument([aService({ days: [old] })]));
  assert.equal(counted.of("a", 30, AS_OF).uptime, 100);
  assert.equal(counted.of("a", 30, AS_OF).days[0].date, "2026-10-25");
  assert.equal(counted.of("a", 90, AS_OF).uptime, 100 * (1 - DAY / (89 * DAY + HALF_A_DAY)));
});

test("a service that was just added is known from its first second", () => {
  const counted = new Counted(aDocument());
  assert.equal(counted.follow(aPage(at("13:00"), { id: "new", status: "major_outage", created_at: at("13:00") })), false);
  const { days, uptime } = counted.of("new", 90, at("14:00"));
  assert.equal(days.at(-2).uptime, null);
  assert.equal(days.at(-1).uptime, 0);
  assert.equal(uptime, 0);
});

test("a service that was hidden is missing from the document, and one that is hidden is not missed", () => {
  const counted = new Counted(aDocument());
  assert.equal(counted.follow(aPage(at("13:00"), { id: "b", status: "operational", show_uptime: false })), false);
  assert.equal(counted.follow(aPage(at("13:00"), { id: "b", status: "operational" })), true);
  assert.equal(counted.of("b", 90, at("14:00")), undefined);
});

test("notes are named by their place", () => {
  const note = { id: "i", kind: "incident", title: "Slow" };
  const counted = new Counted(aDocument([aService({ days: [{ day: 88, uptime: 100, seconds: {}, notes: [0] }] })], [note]));
  assert.deepEqual(counted.of("a", 90, AS_OF).days.at(-2).notes, [note]);
});

test("per cent are cut, so that 100 means that nothing failed", () => {
  assert.equal(percent(99.9999), "99.99%");
  assert.equal(percent(100), "100%");
  assert.equal(percent(99.5), "99.5%");
});
