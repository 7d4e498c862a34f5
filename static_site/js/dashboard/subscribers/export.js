// All subscribers as a file. Loaded when somebody asks for it.
import { accessToken } from "../../account/session.js";
import { Problem, UNREACHABLE } from "../../api.js";

const NEXT = /<([^>]+)>; rel="next"/;

async function part(path, organization) {
  const headers = { Authorization: `Bearer ${await accessToken()}`, "X-Organization-Id": organization.id };
  const answer = await fetch(path, { headers, cache: "no-store" }).catch(() => undefined);
  if (!answer) throw new Problem({ detail: UNREACHABLE });
  if (!answer.ok) throw new Problem({ title: "The list could not be read.", ...(await answer.json().catch(() => ({}))), status: answer.status });
  return { csv: await answer.text(), next: NEXT.exec(answer.headers.get("Link") ?? "")?.[1] };
}

/** Every part but the first begins with the same line of names. */
const joined = (parts) => parts.map((csv, place) => (place ? csv.slice(csv.indexOf("\n") + 1) : csv)).join("");

export async function exported(organization) {
  const parts = [];
  for (let next = "/api/subscribers/export"; next; ) {
    const found = await part(next, organization);
    parts.push(found.csv);
    next = found.next;
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([joined(parts)], { type: "text/csv" }));
  link.download = `${organization.slug}-subscribers.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
