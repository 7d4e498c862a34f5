// Local times on the days when clocks are put forward and back.
process.env.TZ = "Europe/Berlin";
import assert from "node:assert/strict";
import test from "node:test";
import { aroundGap, instantsOf, known, toLocal, typed } from "../../../static_site/js/dashboard/shared/local-time.js";

const inZone = (zone, work) => {
  process.env.TZ = zone;
  try {
    return work();
  } finally {
    process.env.TZ = "Europe/Berlin";
  }
};

test("a local time is one instant, as a rule", () => {
  assert.deepEqual(instantsOf("2026-07-01T12:00"), ["2026-07-01T10:00:00.000Z"]);
  assert.deepEqual(instantsOf("2026-12-01T12:00"), ["2026-12-01T11:00:00.000Z"]);
});

test("the hour that comes twice is two instants, in order", () => {
  assert.deepEqual(instantsOf("2026-10-25T02:30"), ["2026-10-25T00:30:00.000Z", "2026-10-25T01:30:00.000Z"]);
  assert.deepEqual(instantsOf("2026-10-25T02:00").length, 2);
  assert.deepEqual(instantsOf("2026-10-25T03:00").length, 1);
  assert.deepEqual(instantsOf("2026-10-25T01:59").length, 1);
});

test("the hour that is skipped is no instant, and its neighbours are told", () => {
  for (const local of ["2026-03-29T02:00", "2026-03-29T02:30", "2026-03-29T02:59"]) assert.deepEqual(instantsOf(local), []);
  assert.deepEqual(aroundGap("2026-03-29T02:30"), ["2026-03-29T01:30", "2026-03-29T03:30"]);
  assert.deepEqual(aroundGap("2026-03-29T03:00"), []);
});

test("zones with other rules are no exception", () => {
  inZone("Australia/Lord_Howe", () => { // half an hour
    assert.deepEqual(instantsOf("2026-10-04T02:15"), []);
    assert.equal(instantsOf("2026-04-05T01:45").length, 2);
  });
  inZone("Pacific/Apia", () => assert.deepEqual(instantsOf("2011-12-30T12:00"), [])); // a whole day was skipped
  inZone("America/Sao_Paulo", () => assert.deepEqual(instantsOf("2018-11-04T00:30"), [])); // midnight was skipped
  inZone("Asia/Kathmandu", () => assert.deepEqual(instantsOf("2026-01-01T05:45"), ["2026-01-01T00:00:00.000Z"]));
});

test("every instant of both nights is found again by its local time", () => {
  for (const night of ["2026-03-28T22:00:00.000Z", "2026-10-24T22:00:00.000Z"])
    for (let minute = 0; minute < 8 * 60; minute += 15) {
      const at = new Date(Date.parse(night) + minute * 60_000).toISOString();
      assert.ok(instantsOf(toLocal(at)).includes(at), at);
    }
});

test("the stored time stays what it is, seconds and all, when it is typed again", () => {
  const stored = "2026-10-25T01:30:17.123Z";
  assert.deepEqual(known(stored), { local: "2026-10-25T02:30", at: stored });
  assert.deepEqual(typed("2026-10-25T02:30", stored), { local: "2026-10-25T02:30", at: stored });
});

test("nobody decides for a person which of two is meant", () => {
  assert.deepEqual(typed("2026-10-25T02:30"), { local: "2026-10-25T02:30", at: "" });
  assert.deepEqual(typed("2026-10-25T02:30", "2026-10-25T01:31:00.000Z"), { local: "2026-10-25T02:30", at: "" });
  assert.deepEqual(typed("2026-03-29T02:30"), { local: "2026-03-29T02:30", at: "" });
  assert.deepEqual(typed(""), { local: "", at: "" });
});
