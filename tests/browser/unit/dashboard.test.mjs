// What the dashboard works out by itself: orders and merges.
import assert from "node:assert/strict";
import test from "node:test";
import { inOneLine } from "../../../static_site/js/dashboard/shared/words.js";
import { changed, clashes, merged } from "../../../static_site/js/dashboard/shared/merging.js";
import { groups, moved, positions } from "../../../static_site/js/dashboard/shared/order.js";

const service = (id, position, category = "") => ({ id, position, category });
const ids = (order) => order.map(({ id }) => id);
const [a, b, c] = [service("a", 100), service("b", 200), service("c", 300)];

test("a service moves by one place within its category", () => {
  assert.deepEqual(ids(moved([a, b, c], b, -1)), ["b", "a", "c"]);
  assert.deepEqual(ids(moved([a, b, c], b, 1)), ["a", "c", "b"]);
  assert.equal(moved([a, b, c], a, -1), null);
});

test("a service dropped into another category takes it", () => {
  const other = service("x", 400, "Other");
  const order = moved([a, b, other], a, { onto: other, side: "before" });
  assert.deepEqual(ids(order), ["b", "a", "x"]);
  assert.equal(order[1].category, "Other");
});

test("a move writes one position between its neighbours", () => {
  const changes = positions([b, a, c], "a").map(({ service: { id }, position }) => [id, position]);
  assert.deepEqual(changes, [["a", 250]]);
});

test("to the end and to the front there is room", () => {
  assert.equal(positions([b, c, a], "a")[0].position, 400);
  assert.equal(positions([c, a, b], "c")[0].position, 49);
});

test("without a gap all are numbered anew, in their order", () => {
  const tight = [service("a", 1), service("c", 3), service("b", 2)];
  const order = positions(tight, "c");
  assert.deepEqual(order.map(({ service: { id }, position }) => [id, position]), [["a", 100], ["c", 200], ["b", 300]]);
});

const names = ["title", "impact"];

test("what only they changed is taken over, and what only I changed stays", () => {
  const base = { title: "Old", impact: "minor" };
  const theirs = { title: "Old", impact: "major" };
  const mine = { title: "New", impact: "minor" };
  assert.deepEqual(merged(names, base, theirs, mine), { title: "New", impact: "major" });
  assert.deepEqual(clashes(names, base, theirs, mine), []);
});

test("what both changed differently is for a person to decide; mine stands until then", () => {
  const base = { title: "Old", impact: "minor" };
  const theirs = { title: "Theirs", impact: "minor" };
  const mine = { title: "Mine", impact: "minor" };
  assert.deepEqual(clashes(names, base, theirs, mine), ["title"]);
  assert.equal(merged(names, base, theirs, mine).title, "Mine");
});

test("categories stand in the organization's order, and the others after them as they come", () => {
  const services = [service("a", 1, "Web"), service("b", 2), service("c", 3, "Data"), service("d", 4, "Web")];
  const named = (categories) => groups(services, categories).map(([name, group]) => [name, ids(group).join("")]);
  assert.deepEqual(named(["Data", "Gone"]), [["Data", "c"], ["Web", "ad"], ["", "b"]]);
  assert.deepEqual(named(), [["Web", "ad"], ["", "b"], ["Data", "c"]]);
});

test("what was not touched is not sent", () => {
  const base = { title: "Slow", description: "a\r\nb", ids: ["a", "b"], at: { local: "2026-10-25T02:30", at: "2026-10-25T01:30:17.123Z" } };
  assert.deepEqual(changed(base, { ...base, title: "Slower" }), { title: "Slower" });
  assert.deepEqual(changed(base, structuredClone(base)), {});
});

test("a line of a list shows what a text says, without its marks", () => {
  assert.equal(inOneLine("As *it* is"), "As *it* is");
  const tree = [["p", "We ", ["strong", "know"], ["br"], "why"], ["ul", ["li", "one", ["ul", ["li", "two"]]], ["li", ["a", "https://a.example", "three"]]], ["table", "four"]];
  assert.equal(inOneLine("", tree), "We know why one two three four");
});
