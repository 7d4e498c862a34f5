import assert from "node:assert/strict";
import { test } from "node:test";
import { filling, onlyEmpty, textAt } from "../../../static_site/js/dashboard/entries/filling.js";

test("a template fills an empty form and overwrites nothing", () => {
  const { changes, overwritten } = filling({ title: "", services: {}, impact: "" }, { title: "Cards fail", services: { a: "" }, impact: null });
  assert.deepEqual(changes, { title: "Cards fail", services: { a: "" } });
  assert.deepEqual(overwritten, []);
});

test("what was written is named, and stays where only empty fields are filled", () => {
  const found = filling({ title: "Mine", description: "" }, { title: "Theirs", description: "Looking." });
  assert.deepEqual(found.overwritten, ["title"]);
  assert.deepEqual(onlyEmpty(found), { description: "Looking." });
});

test("what is the same anyway is no overwriting", () => {
  assert.deepEqual(filling({ title: "Cards fail" }, { title: "Cards fail" }), { changes: {}, overwritten: [] });
});

test("a field that the form filled by itself is filled without asking", () => {
  assert.deepEqual(filling({ end: "2" }, { end: "3" }, ["end"]), { changes: { end: "3" }, overwritten: [] });
});

test("the text follows the step until something else is written", () => {
  const template = { texts: { investigating: "Looking.", resolved: "Over." } };
  assert.equal(textAt(template, "resolved", { text: "Looking.", step: "investigating" }), "Over.");
  assert.equal(textAt(template, "resolved", { text: "", step: "investigating" }), "Over.");
  assert.equal(textAt(template, "identified", { text: "Looking.", step: "investigating" }), "");
  assert.equal(textAt(template, "resolved", { text: "My words.", step: "investigating" }), "My words.");
});
