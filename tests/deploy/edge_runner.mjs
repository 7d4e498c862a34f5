// Runs a CloudFront Function as it is deployed: one JSON request a line in, what became of it a line out. `known` are
// its key values.
import { createInterface } from "node:readline";
import { readFileSync } from "node:fs";

const code = readFileSync(process.argv[2], "utf8").replace("import cf from 'cloudfront';", "");
for await (const line of createInterface({ input: process.stdin })) {
  const chosen = [];
  const { known = {}, ...request } = JSON.parse(line);
  const get = async (key) => known[key] ?? Promise.reject(new Error("KeyNotFound"));
  const cf = { selectRequestOriginById: (id) => chosen.push(id), kvs: () => ({ get }) };
  const answer = await new Function("cf", "event", `${code}; return handler(event);`)(cf, { request });
  const given = (name) => answer.headers?.[name]?.value;
  const status = { status: answer.statusCode, location: given("location"), open: given("access-control-allow-origin") };
  console.log(JSON.stringify(answer.statusCode ? status : { uri: answer.uri, origin: chosen[0] ?? null }));
}
