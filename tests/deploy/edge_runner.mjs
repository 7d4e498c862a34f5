// Runs the CloudFront Function as it is deployed: one JSON event a line in, what became of it a line out.
import { createInterface } from "node:readline";
import { readFileSync } from "node:fs";

const code = readFileSync(process.argv[2], "utf8").replace("import cf from 'cloudfront';", "");
for await (const line of createInterface({ input: process.stdin })) {
  const chosen = [];
  const cf = { selectRequestOriginById: (id) => chosen.push(id) };
  const answer = new Function("cf", "event", `${code}; return handler(event);`)(cf, { request: JSON.parse(line) });
  const went = answer.statusCode ? { status: answer.statusCode, location: answer.headers.location.value } : { uri: answer.uri, origin: chosen[0] ?? null };
  console.log(JSON.stringify(went));
}
