import assert from "node:assert/strict";
import test from "node:test";
import { Sequence, apply } from "../../../static_site/js/live/frames.js";

const frame = (version, data = {}) => ({ version, occurred_at: "2026-11-23T14:05:00.000Z", data });
const versions = (frames) => frames.map((each) => each.version);
const names = (list) => list.map((each) => each.id);
const OK = { indicator: "none", description: "All systems operational" };
const DOWN = { indicator: "critical", description: "Major outage" };

const aPage = (given = {}) => ({
  organization: { id: "o", name: "Demo" }, status: OK, version: 1, updated_at: "2026-11-23T14:00:00.000Z",
  services: [{ id: "a", position: 100, status: "operational" }, { id: "b", position: 200, status: "operational" }],
  active_incidents: [{ id: "i2", status: "investigating" }], recent_incidents: [{ id: "i1", status: "resolved" }],
  maintenance: [], ...given,
});

test("a sequence hands out the next version and drops what it has seen", () => {
  const order = new Sequence(5);
  assert.deepEqual(versions(order.take(frame(6))), [6]);
  assert.deepEqual(versions(order.take(frame(6))), []);
  assert.deepEqual(versions(order.take(frame(4))), []);
  assert.equal(order.behind, false);
});

test("a frame that came too early waits for the one before it", () => {
  const order = new Sequence(5);
  assert.deepEqual(versions(order.take(frame(7))), []);
  assert.equal(order.behind, true);
  assert.deepEqual(versions(order.take(frame(6))), [6, 7]);
  assert.equal(order.behind, false);
});

test("a gap is closed by a document, and the frames behind it follow", () => {
  const order = new Sequence(5);
  order.take(frame(8));
  assert.equal(order.wanted, 8);
  assert.deepEqual(versions(order.restart(7)), [8]);
  assert.equal(order.version, 8);
});

test("a document no newer than what is held changes nothing", () => {
  const order = new Sequence(5);
  assert.equal(order.restart(5), undefined);
  assert.equal(order.restart(4), undefined);
  assert.equal(order.version, 5);
});

test("a newer version told at subscribing means something was missed", () => {
  const order = new Sequence(5);
  order.announce(9);
  assert.equal(order.behind, true);
  assert.equal(order.wanted, 9);
});

test("who holds nothing starts from the version told at subscribing", () => {
  const order = new Sequence();
  order.announce(9);
  assert.equal(order.behind, false);
  assert.deepEqual(versions(order.take(frame(10))), [10]);
});

test("a frame too large to send in full is fetched instead", () => {
  const order = new Sequence(5);
  assert.deepEqual(versions(order.take(frame(6, { partial: true }))), []);
  assert.equal(order.behind, true);
  assert.deepEqual(versions(order.restart(6)), []);
  assert.equal(order.behind, false);
});

test("a changed service takes its place, and the rest stay the same objects", () => {
  const page = aPage();
  const next = apply(page, frame(2, { service: { id: "a", position: 100, status: "major_outage" }, status: DOWN }));
  assert.equal(next.services[0].status, "major_outage");
  assert.equal(next.services[1], page.services[1]);
  assert.equal(next.active_incidents, page.active_incidents);
  assert.deepEqual([next.status, next.version, next.updated_at], [DOWN, 2, "2026-11-23T14:05:00.000Z"]);
  assert.equal(page.services[0].status, "operational");
});

test("services are added, removed and moved by position", () => {
  const page = aPage();
  const added = apply(page, frame(2, { service: { id: "c", position: 150 }, status: OK }));
  assert.deepEqual(names(added.services), ["a", "c", "b"]);
  const removed = apply(added, frame(3, { service: { id: "a", deleted: true }, status: OK }));
  assert.deepEqual(names(removed.services), ["c", "b"]);
  const moved = apply(removed, frame(4, { services: [{ id: "b", position: 1 }, { id: "c", position: 2 }], status: OK }));
  assert.deepEqual(names(moved.services), ["b", "c"]);
});

test("an incident opens with the services it takes down, newest first", () => {
  const incident = { id: "i3", status: "investigating" };
  const next = apply(aPage(), frame(2, { incident, services: [{ id: "b", position: 200, status: "major_outage" }], status: DOWN }));
  assert.deepEqual(names(next.active_incidents), ["i3", "i2"]);
  assert.equal(next.services[1].status, "major_outage");
});

test("a resolved incident moves to the past, and a reopened one comes back", () => {
  const resolved = apply(aPage(), frame(2, { incident: { id: "i2", status: "resolved" }, services: [], status: OK }));
  assert.deepEqual([names(resolved.active_incidents), names(resolved.recent_incidents)], [[], ["i2", "i1"]]);
  const reopened = apply(resolved, frame(3, { incident: { id: "i1", status: "investigating" }, services: [], status: OK }));
  assert.deepEqual([names(reopened.active_incidents), names(reopened.recent_incidents)], [["i1"], ["i2"]]);
});

test("a deleted incident is gone", () => {
  const next = apply(aPage(), frame(2, { incident: { id: "i2", deleted: true }, services: [], status: OK }));
  assert.deepEqual([names(next.active_incidents), names(next.recent_incidents)], [[], ["i1"]]);
});

test("deleting a service takes it out of the incidents that name it", () => {
  const incidents = [{ id: "i2", status: "investigating", services: [] }];
  const next = apply(aPage(), frame(2, { service: { id: "a", deleted: true }, incidents, status: OK }));
  assert.deepEqual([names(next.services), next.active_incidents], [["b"], incidents]);
});

test("maintenance is listed running, then coming by its start, then finished", () => {
  const maintenance = [
    { id: "m1", status: "scheduled", scheduled_start: "2026-11-25" },
    { id: "m0", status: "completed", scheduled_start: "2026-11-10" },
  ];
  const sooner = { id: "m2", status: "scheduled", scheduled_start: "2026-11-24" };
  const planned = apply(aPage({ maintenance }), frame(2, { maintenance: sooner, services: [], status: OK }));
  assert.deepEqual(names(planned.maintenance), ["m2", "m1", "m0"]);
  const running = apply(planned, frame(3, { maintenance: { ...maintenance[0], status: "in_progress" }, services: [], status: OK }));
  assert.deepEqual(names(running.maintenance), ["m1", "m2", "m0"]);
  const done = apply(running, frame(4, { maintenance: { ...maintenance[0], status: "completed" }, services: [], status: OK }));
  assert.deepEqual(names(done.maintenance), ["m2", "m1", "m0"]);
});

test("branding changes with the organization", () => {
  assert.equal(apply(aPage(), frame(2, { organization: { id: "o", name: "New" }, status: OK })).organization.name, "New");
});
