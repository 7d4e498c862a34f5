// What a visitor's subscription is, before it is sent.
import assert from "node:assert/strict";
import test from "node:test";
import { refusalOf } from "../../../static_site/js/page/subscribe/sending.js";
import { bodyOf, grouped, wrong } from "../../../static_site/js/page/subscribe/ways.js";

const service = (id, category = "") => ({ id, name: id, category });
const PAGE = { organization: { categories: ["B"] }, services: [service("a1", "A"), service("b1", "B"), service("free")] };
const chosen = { channel: "email", email: " ada@example.com ", url: "", about: "all", categories: [], services: [], which: "all" };

test("everything is chosen by choosing nothing", () => {
  const { time_zone: zone, ...body } = bodyOf(chosen, PAGE);
  assert.deepEqual(body, { channel: "email", email: "ada@example.com", which: "all" });
  assert.ok(zone);
});

test("a category covers its services, and services that are gone are left out", () => {
  const body = bodyOf({ ...chosen, about: "some", categories: ["A"], services: ["a1", "b1", "gone"] }, PAGE);
  assert.deepEqual([body.categories, body.service_ids], [["A"], ["b1"]]);
});

test("an incident that is followed goes alone", () => {
  const body = bodyOf({ ...chosen, about: "incident", categories: ["A"] }, PAGE, { id: "i" });
  assert.deepEqual([body.incident_id, body.categories], ["i", undefined]);
});

test("a browser is named by what it says of itself", () => {
  const body = bodyOf({ ...chosen, channel: "web_push" }, PAGE, undefined, { endpoint: "https://push.example/" });
  assert.deepEqual([body.email, body.subscription], [undefined, { endpoint: "https://push.example/" }]);
});

test("addresses are looked at before they are sent", () => {
  assert.deepEqual(Object.keys(wrong({ ...chosen, email: "ada@localhost" })), ["email"]);
  for (const [url, isWrong] of [["http://example.com/", true], ["https://example.com/hook", false], ["http://localhost:9000/x", false], ["javascript:alert(1)", true], ["", true]])
    assert.equal("url" in wrong({ ...chosen, channel: "discord", url }), isWrong, url);
  assert.deepEqual(Object.keys(wrong({ ...chosen, about: "some" })), ["about"]);
  assert.deepEqual(wrong({ ...chosen, channel: "web_push", email: "" }), {});
});

test("services stand below their categories, in the order of the page", () => {
  assert.deepEqual(grouped(PAGE).map(([name]) => name), ["B", "A", ""]);
});

test("a refusal is told at its field, or above the form", () => {
  assert.deepEqual(refusalOf(422, { errors: [{ loc: ["url"], msg: "Value error, must not be private" }] }), { url: "Must not be private" });
  assert.deepEqual(refusalOf(422, { errors: [{ loc: ["which"], msg: "x" }], detail: "No." }), { "": "No." });
  assert.match(refusalOf(429)[""], /too often/);
  assert.ok(refusalOf(500)[""]);
});
