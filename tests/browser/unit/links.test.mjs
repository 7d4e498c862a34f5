// Where links begin and end, by the table that the HTML and mail are held to as well.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import { LINK } from "../../../static_site/js/facts/page.js";

const table = JSON.parse(await readFile(new URL("../../links.json", import.meta.url), "utf8"));
const pieces = (text) => text.split(new RegExp(LINK, "u"));

for (const [text, expected] of table)
  test(`the links of ${JSON.stringify(text)}`, () => {
    assert.deepEqual(pieces(text).filter((_, place) => place % 2), expected);
    assert.equal(pieces(text).join(""), text);
  });
