// How subscribers and what they are told are put in words, and a list before it is sent.
import assert from "node:assert/strict";
import test from "node:test";
import { isBetween } from "../../../static_site/js/dashboard/entries/between.js";
import { linesOf, textOf, wrongCsv } from "../../../static_site/js/dashboard/subscribers/csv.js";
import { aboutOf, addressOf, countsWord, settledOf, stateOf, totalOf } from "../../../static_site/js/dashboard/subscribers/words.js";

const page = { services: [{ id: "a", name: "API" }, { id: "b", name: "Website" }] };

test("an address is shown whole, but for a chat's, by which one can write to it", () => {
  assert.equal(addressOf({ channel: "email", email: "ada@example.com" }), "ada@example.com");
  assert.equal(addressOf({ channel: "webhook", url: "https://example.com/x" }), "https://example.com/x");
  assert.equal(addressOf({ channel: "slack", url: "https://hooks.slack.com/services/T/B/secret" }), "Slack (hooks.slack.com)");
  assert.equal(addressOf({ channel: "web_push" }), "Browser");
  assert.equal(addressOf({ channel: "carrier_pigeon", url: "no address" }), "Carrier pigeon (?)");
});

test("what somebody follows is told by names, and what is gone by number", () => {
  assert.equal(aboutOf({}, page), "Everything");
  assert.equal(aboutOf({ categories: ["Shop"], service_ids: ["a", "x", "y"], incident_ids: ["i"] }, page), "Shop, API, 2 deleted services, and 1 incident");
});

test("who wants only the first and the last is not told of what is in between", () => {
  assert.ok(isBetween("investigating", "investigating") && isBetween("investigating", "identified") && isBetween("scheduled", "in_progress"));
  for (const [before, after] of [["identified", "resolved"], ["resolved", "investigating"], ["verifying", "completed"], ["scheduled", "cancelled"]]) assert.ok(!isBetween(before, after));
});

test("progress counts everybody, and settled are those of whom nothing more comes", () => {
  const counts = { waiting: 1000, sent: 3200, failed: 2, held: 0, skipped: 1 };
  assert.deepEqual([totalOf(counts), settledOf(counts)], [4203, 3203]);
  assert.equal(countsWord({ counts, state: "sending" }), "3,200 sent, 2 failed, 1 left out, 1,000 waiting");
  assert.equal(countsWord({ counts: {}, state: "planning" }), "Looking up who is told");
  assert.equal(countsWord({ counts: {}, state: "done" }), "Nobody wanted to be told");
});

test("a state that only a newer server knows is shown by its name", () => {
  assert.deepEqual(stateOf({ state: "snoozed_for_now" }), ["Snoozed for now", "idle"]);
});

test("a list is looked at before it is sent", () => {
  assert.equal(wrongCsv("\uFEFFEmail,services\r\nada@example.com,API;Website\r\n\r\n"), "");
  assert.equal(wrongCsv("\"services\";\"email\"\nAPI;ada@example.com"), "");
  assert.equal(linesOf("email\na\n\nb\n").length, 2);
  for (const [csv, said] of [["", /Choose a file/], ["ada@example.com", /line of names/], ["email", /no line/], [`email\n${"a\n".repeat(5001)}`, /5001 lines/]])
    assert.match(wrongCsv(csv), said, csv.slice(0, 20));
});

test("a file is read as whatever wrote it means it", () => {
  assert.equal(textOf(new TextEncoder().encode("email\n\u00fc@a.example")), "email\n\u00fc@a.example");
  assert.equal(textOf(Uint8Array.from([0xfc, 0x40])), "\u00fc@"); // Windows-1252
  assert.equal(textOf(Uint8Array.from([0xff, 0xfe, 0xfc, 0, 0x40, 0])), "\u00fc@");
});
