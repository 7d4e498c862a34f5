// The steps of a line: gaps, dots, what is drawn from where, and how a value reads.
import assert from "node:assert/strict";
import test from "node:test";
import { extent, pathOf, upTo, valued } from "../../../static_site/js/page/metrics/steps.js";

test("where nothing was measured a line has a gap, and a value alone is a dot", () => {
  assert.equal(pathOf([0, 10, null, 5, null, null, 10, 0], [0, 10], 100), "M0 100L1 0M3 50h.01M6 0L7 100");
  assert.equal(pathOf([null, null], [0, 1], 100), "");
});

test("a line begins at zero, unless that would make it flat", () => {
  assert.deepEqual(extent([5, null, 20]), [0, 20]);
  assert.deepEqual(extent([99, 100]), [98.75, 100.25]);
  assert.deepEqual(extent([-20, 5]), [-20, 5]);
  assert.deepEqual(extent([7, 7]), [0, 14]);
  assert.deepEqual(extent([0]), [0, 1]);
  assert.deepEqual(extent([null]), [0, 1]);
});

test("a line that nobody goes on with moves to the left, and ends in a gap", () => {
  const document = { start: "2026-01-05T12:00:00.000Z", step: 300 };
  const at = (minutes) => Date.parse("2026-01-05T12:10:00.000Z") + minutes * 60_000;
  assert.deepEqual(upTo(document, [1, 2, 3], at(4)), { values: [1, 2, 3], dropped: 0 });
  assert.deepEqual(upTo(document, [1, 2, 3], at(10)), { values: [3, null, null], dropped: 2 });
  assert.deepEqual(upTo(document, [1, 2, 3], at(9000)).values, [null, null, null]);
});

test("a value reads with as many decimals as its metric has, and its unit", () => {
  assert.equal(valued({ decimals: 1, unit: "ms" }, 1234.56), "1,234.6\u202fms");
  assert.equal(valued({ decimals: 0, unit: "%" }, 99.5), "100%");
  assert.equal(valued({ decimals: 2, unit: "" }, -0.5), "-0.50");
  assert.equal(valued({ decimals: 0, unit: "ms" }, null), "No data");
});
