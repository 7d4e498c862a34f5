// What changed last, and who did it.
import { html } from "../../../vendor/preact.js";
import { useEffect, useState } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { relative } from "../../page/times.js";
import { Failure } from "../shared/heading.js";
import { may } from "../shared/permission.js";

const SOON = 400; // milliseconds in which more changes may come

const PLACES = { incident: "incidents", maintenance: "maintenance", service: "services", organization: "organization" };

/** Where to look at it; nowhere once it is deleted. */
function placeOf({ type, resource_id: id }) {
  const [resource, what] = type.split(".");
  if (!(resource in PLACES) || what === "deleted") return undefined;
  return `/dashboard/${PLACES[resource]}${["incident", "maintenance"].includes(resource) ? `/${id}` : ""}`;
}

/** Asked again whenever the page has changed. */
function useRecent(version) {
  const [state, set] = useState({});
  const ask = () => api.get("/api/events/recent?limit=8").then(({ items }) => set({ items }), (problem) => set((before) => ({ ...before, problem })));
  useEffect(() => {
    const timer = setTimeout(ask, state.items ? SOON : 0);
    return () => clearTimeout(timer);
  }, [version]);
  return { ...state, ask };
}

const Change = ({ change, now }) => {
  const place = placeOf(change);
  return html`
    <li><span dir="auto">${place ? html`<a href=${place}>${change.summary}</a>` : change.summary}</span>
      <span class="hint"><bdi>${change.actor.name}</bdi>, <time datetime=${change.occurred_at} title=${change.occurred_at}>${relative(change.occurred_at, now)}</time></span></li>`;
};

export function Recent({ page, now }) {
  const { items, problem, ask } = useRecent(page.version);
  return html`
    <section class="panel" aria-labelledby="recent">
      <h2 id="recent">Changed last</h2>
      ${problem && !items ? html`<${Failure} problem=${problem} retry=${ask} />` : !items ? html`<div class="placeholder waiting"><p class="visually-hidden">Loading…</p></div>`
        : html`<ol class="changed" aria-label="Changed last">${items.map((each) => html`<${Change} key=${each.id} change=${each} now=${now} />`)}</ol>`}
      ${items && !items.length && html`<p class="hint">Nothing has changed yet.</p>`}
      ${may("read_log") && html`<p class="hint"><a href="/dashboard/organization/log">Everything in the audit log</a></p>`}
    </section>`;
}
