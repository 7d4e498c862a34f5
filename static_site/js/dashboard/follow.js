// Keeps the store's page as it is published: the document once, then frames.
import { LiveClient, apply } from "../live.js";
import { bury, change, current, forgetPage, publish, publishedPage } from "./store.js";

let live = null;

async function documentOf(slug) {
  for (let pause = 1000; ; pause = Math.min(pause * 2, 15_000)) {
    const answer = await fetch(`/api/status/${slug}`).catch(() => null);
    if (answer?.ok) return answer.json();
    change({ unreachable: true });
    await new Promise((resume) => setTimeout(resume, pause));
  }
}

function renamed({ organization }) {
  if (!organization?.name) return;
  const { organization: shown, organizations } = current();
  const merged = { ...shown, ...organization };
  change({ organization: merged, organizations: organizations.map((each) => (each.id === merged.id ? merged : each)) });
  if (organization.slug !== shown.slug) follow(merged);
}

export async function follow(organization) {
  live?.close();
  const client = (live = new LiveClient());
  client.addEventListener("frame", ({ detail: { frame } }) => {
    for (const each of [frame.data.incident, frame.data.maintenance]) if (each?.deleted) bury(each.id);
    publish(apply(publishedPage(), frame));
    renamed(frame.data);
  });
  client.addEventListener("resync", ({ detail }) => publish(detail.document));
  client.addEventListener("state", ({ detail }) => change({ connection: detail }));
  const page = await documentOf(organization.slug);
  if (client !== live) return;
  change({ unreachable: false });
  publish(page);
  client.subscribe(organization.slug, page.version);
  client.connect();
}

export function stopFollowing() {
  live?.close();
  live = null;
  forgetPage();
}
