// The page's scripts draw Markdown in the elements that its HTML has, by one table for both (tests/markdown.json).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

globalThis.navigator ??= { languages: ["en"] }; // node has none before its version 21
const { Prose } = await import("../../../static_site/js/page/entries.js");
const TABLE = JSON.parse(readFileSync(new URL("../../markdown.json", import.meta.url)));

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;" };
const escaped = (text) => String(text).replace(/[&<>"']/g, (letter) => ESCAPES[letter]);

/** HTML of what a component returned, as Python's `html.escape` would write it. */
function htmlOf(node) {
  if (Array.isArray(node)) return node.map(htmlOf).join("");
  if (!node || typeof node !== "object") return node ? escaped(node) : "";
  const { children, ...attributes } = node.props;
  const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${escaped(value)}"`).join("");
  return node.type === "br" ? "<br>" : `<${node.type}${written}>${htmlOf(children)}</${node.type}>`;
}

for (const [text, tree, html] of TABLE)
  test(`${JSON.stringify(text).slice(0, 60)} is drawn as its HTML is written`, () => {
    assert.equal(htmlOf(Prose({ text, tree: tree ?? undefined })), html);
  });

test("a tree of a newer release is drawn as far as it is known", () => {
  const tree = [["table", ["tr", "cell"]], ["p", { not: "known" }, null, 3, "text", ["blink", "more"]], "loose", [], ["p"]];
  const html = htmlOf(Prose({ text: "", tree }));
  for (const word of ["cell", "text", "more", "loose"]) assert.ok(html.includes(word), word);
  assert.ok(!/<(table|blink)/.test(html));
});

test("a stored link that may not lead there is no link", () => {
  for (const address of ["javascript:alert(1)", "data:text/html,x", "//evil.example", "/path", 7, null, undefined])
    assert.ok(!htmlOf(Prose({ text: "", tree: [["p", ["a", address, "text"], ["a", address]]] })).includes("<a"), String(address));
});
