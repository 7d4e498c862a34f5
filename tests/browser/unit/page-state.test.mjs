// Of two states of a page, each resource is shown in the newer version.
import assert from "node:assert/strict";
import test from "node:test";
import { find, newest } from "../../../static_site/js/dashboard/page-state.js";

const service = (id, version, given = {}) => ({ id, version, position: 100, name: id, ...given });
const incident = (id, version, status = "investigating") => ({ id, version, status });
const maintenance = (id, version, status = "scheduled") => ({ id, version, status, scheduled_start: "2026-11-23T14:00:00.000Z" });
const page = (version, given = {}) => ({ version, updated_at: "", services: [], active_incidents: [], recent_incidents: [], maintenance: [], ...given });
const NONE = new Set();

test("the first page is taken as it is", () => {
  const first = page(1, { services: [service("a", 1)] });
  assert.deepEqual(newest(null, first, NONE), first);
});

test("an older service never replaces a newer one, whatever the version of the page", () => {
  const before = page(3, { services: [service("a", 5, { name: "new" }), service("b", 1)] });
  const after = newest(before, page(4, { services: [service("a", 4), service("b", 2)] }), NONE);
  assert.equal(find(after, "services", "a").name, "new");
  assert.equal(find(after, "services", "b").version, 2);
  assert.equal(after.version, 4);
});

test("a resolved incident is not opened again by an older state of it", () => {
  const before = page(3, { recent_incidents: [incident("i", 5, "resolved")] });
  const after = newest(before, page(4, { active_incidents: [incident("i", 4)] }), NONE);
  assert.deepEqual(after.active_incidents, []);
  assert.equal(after.recent_incidents[0].version, 5);
});

test("maintenance keeps its newest state, too", () => {
  const before = page(3, { maintenance: [maintenance("m", 5, "completed"), maintenance("n", 5, "in_progress")] });
  const after = newest(before, page(4, { maintenance: [maintenance("m", 4), maintenance("n", 4)] }), NONE);
  assert.deepEqual(after.maintenance.map(({ status }) => status), ["in_progress", "completed"]);
});

test("the organization keeps its newest state, too", () => {
  const named = (version, name) => page(version, { organization: { id: "o", version, name } });
  const before = { ...named(3, "New"), organization: { id: "o", version: 7, name: "New" } };
  assert.equal(newest(before, { ...named(4, "Old"), organization: { id: "o", version: 6, name: "Old" } }, NONE).organization.name, "New");
  assert.equal(newest(before, { ...named(4, "Newer"), organization: { id: "o", version: 8, name: "Newer" } }, NONE).organization.name, "Newer");
});

test("what was deleted does not come back", () => {
  const after = newest(null, page(4, { services: [service("a", 1), service("b", 1)], active_incidents: [incident("i", 1)], maintenance: [maintenance("m", 1)] }), new Set(["a", "i", "m"]));
  assert.deepEqual([after.services.map(({ id }) => id), after.active_incidents, after.maintenance], [["b"], [], []]);
});

test("what the newer page does not have any more is gone", () => {
  const before = page(3, { services: [service("a", 5)] });
  assert.deepEqual(newest(before, page(4), NONE).services, []);
});
