// Where a parameter may lead.
import assert from "node:assert/strict";
import test from "node:test";
import { ownAddress } from "../../../static_site/js/account/own-address.js";

const HERE = "https://status.example/sign-in?return=x";

const ELSEWHERE = [
  "//host/", "///host/", "/\\host/", "\\\\host/", "\\/host", "/\t/host/", "/\n/host/", "/\r/host/", "\t//host/", " //host/", "/\t\\host/",
  "https://host/", "https:/\\host", "http://status.example/", "https://status.example:444/", "https://status.example.host/",
  "https://status.example@host/", "//status.example@host/", "javascript:alert(1)", "JavaScript:alert(1)", "java\tscript:alert(1)", " javascript:alert(1)",
  "javascript://status.example/%0aalert(1)", "data:text/html,x", "vbscript:x", "blob:https://status.example/1", "file:///etc/passwd", "mailto:a@b.example", "https://", "http:", "//", "",
];

test("no parameter leads to another site", () => {
  const led = ELSEWHERE.filter((each) => ownAddress(each, HERE) !== undefined);
  assert.deepEqual(led, []);
  for (const nothing of [null, undefined]) assert.equal(ownAddress(nothing, HERE), undefined);
});

test("an address of this site stays what it is", () => {
  const kept = ["/dashboard/incidents/1?a=b#c", "/accept-invitation#token=x.y", "/", "/status/demo-org"];
  for (const each of kept) assert.equal(ownAddress(each, HERE), `https://status.example${each}`);
});

test("what looks like a host in a path stays on this site", () => {
  for (const each of ["/.//host/", "HTTPS:host", "/x/..//host/", "/%2F/host", "/%09/host/"])
    assert.equal(new URL(ownAddress(each, HERE)).origin, "https://status.example");
});

test("names and passwords are not carried along", () => {
  assert.equal(ownAddress("https://a:b@status.example/dashboard", HERE), "https://status.example/dashboard");
});
