// The chosen organization's page, followed live.
import { choose } from "../account/session.js";
import { actIn } from "../api.js";
import { LiveClient, apply } from "../live.js";
import { corrected, setClock } from "../page/times.js";
import { keepDraftsOf } from "../parts/drafts.js";
import { bury, change, current, forgetPage, keep, publish, publishedPage } from "./store.js";

const LONGEST_ANSWER = 10_000;

let live = null;

/** What `ask` answers, asked until it does. */
export async function persistently(ask) {
  for (let pause = 1000; ; pause = Math.min(pause * 2, 15_000)) {
    try {
      return await ask();
    } catch {
      change({ unreachable: true });
      await new Promise((resume) => setTimeout(resume, pause));
    }
  }
}

async function documentOf(slug) {
  const answer = await fetch(`/api/status/${slug}`, { signal: AbortSignal.timeout(LONGEST_ANSWER) });
  setClock(answer);
  if (!answer.ok) throw answer;
  return answer.json();
}

function hear({ detail: { frame } }) {
  const { data } = frame;
  for (const each of [data.service, data.incident, data.maintenance]) if (each?.deleted) bury(each.id);
  publish(apply(publishedPage(), frame));
  if (data.organization?.name) kept(data.organization);
}

export async function follow(organization) {
  live?.close();
  const client = (live = new LiveClient());
  client.addEventListener("frame", hear);
  client.addEventListener("resync", ({ detail }) => publish(detail.document));
  client.addEventListener("state", ({ detail }) => change({ connection: detail }));
  const page = await persistently(() => documentOf(organization.slug));
  if (client !== live) return;
  change({ unreachable: false, now: corrected(Date.now()) });
  publish(page);
  client.subscribe(organization.slug, page.version);
  client.connect();
}

/** Keeps what was told of the organization, and follows its page to a new address. */
export function kept(organization) {
  const before = current().organization;
  keep(organization);
  const { organization: after } = current();
  if (after.slug !== before.slug) follow(after);
}

/** Makes an organization the chosen one. */
export function enter(organization) {
  live?.close();
  live = null;
  forgetPage();
  choose(organization.id);
  actIn(organization.id);
  keepDraftsOf(current().user.id, organization.id);
  change({ organization });
  follow(organization);
}
