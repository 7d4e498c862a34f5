// One notification: what was said, to how many, and what became of those who were not reached.
import { html } from "../../../vendor/preact.js";
import { useEffect, useRef, useState } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { Prose } from "../../page/entries.js";
import { Badge } from "../../page/states.js";
import { Time } from "../../page/times.js";
import { Failure, Heading, Waiting } from "../shared/heading.js";
import { ListRow, More } from "../shared/lists.js";
import { Progress } from "./notifications.js";
import { addressOf, channelWord, countsWord, kindWord } from "./words.js";

const HOME = "/dashboard/subscribers/notifications";
const AGAIN = 3000;
const STATES = { waiting: ["Waiting", "idle"], claimed: ["Being sent", "maintenance"], sent: ["Sent", "ok"], failed: ["Failed", "critical"], held: ["Held back", "minor"], skipped: ["Left out", "idle"] };

/** {found, problem, more}: read again until all are settled, as long as only the first page is shown. */
function useNotification(id, shown) {
  const [state, set] = useState({});
  const asked = useRef();
  asked.current = shown;
  const read = async (cursor, before = []) => {
    try {
      const query = new URLSearchParams({ ...(shown && { state: shown }), ...(cursor && { cursor }) });
      const found = await api.get(`/api/notifications/${id}?${query}`);
      if (asked.current === shown) set({ found: { ...found, deliveries: [...before, ...(found.deliveries ?? [])] }, isLong: Boolean(cursor) });
    } catch (problem) {
      set((before) => ({ ...before, problem }));
    }
  };
  useEffect(() => {
    read();
  }, [shown]);
  useEffect(() => {
    if (state.isLong || state.found?.state === "done") return undefined;
    const timer = setInterval(() => document.hidden || read(), AGAIN);
    return () => clearInterval(timer);
  }, [shown, state.isLong, state.found?.state]);
  const next = state.found?.next_cursor;
  return { ...state, retry: () => read(), more: next && (() => read(next, state.found.deliveries)) };
}

/** Only members see addresses, and nobody that of a subscriber who is gone. */
function nameOf({ address, channel, subscriber_id: id }) {
  if (id.startsWith("member-")) return address ? `${address} (team)` : "A member of the team";
  if (channel && address) return addressOf({ channel, ...(channel === "email" ? { email: address } : { url: address }) });
  return channel ? channelWord(channel) : "A subscriber who is gone";
}

function Delivery({ delivery }) {
  const [word, tone] = STATES[delivery.state] ?? [delivery.state, "idle"];
  const again = delivery.state === "waiting" && delivery.next_try_at;
  const facts = [
    delivery.why && html`<span dir="auto">${delivery.why}</span>`,
    delivery.attempts > 1 && `${delivery.attempts} attempts`,
    again ? html`next try <${Time} at=${again} />` : delivery.tried_at && html`<${Time} at=${delivery.tried_at} />`,
  ].filter(Boolean);
  const hint = facts.map((each, place) => [place > 0 && " · ", each]);
  return html`<${ListRow} title=${html`<bdi>${nameOf(delivery)}</bdi>`} hint=${hint}><${Badge} tone=${tone}>${word}<//><//>`;
}

const linkOf = ({ incident_id: incident, maintenance_id: maintenance }) => (incident ? `/dashboard/incidents/${incident}` : maintenance && `/dashboard/maintenance/${maintenance}`);

const Said = ({ told }) => html`
  <section class="panel"><h2>What was said</h2>
    ${told.updates.map((each) => html`<div key=${each.at}><p><strong>${each.label}</strong> <span class="hint"><${Time} at=${each.at} /></span></p><${Prose} text=${each.text} tree=${each.tree ?? undefined} /></div>`)}
    ${!told.updates.length && html`<p>${told.state}</p>`}
    ${linkOf(told) && html`<p class="actions"><a class="button small" href=${linkOf(told)}>Open it</a></p>`}
  </section>`;

const VIEWS = [["", "All"], ["failed", "Failed"], ["waiting", "Waiting"], ["held", "Held back"], ["skipped", "Left out"]];

/** Only those there are, so that nobody looks at nothing. */
function Views({ counts, shown, show }) {
  const there = VIEWS.filter(([state]) => !state || counts[state] || state === shown);
  return there.length > 1 && html`
    <div class="segments strip" role="group" aria-label="Show">${there.map(([state, label]) => html`
      <label class="segment" key=${state}><input type="radio" name="deliveries" checked=${state === shown} onChange=${() => show(state)} /><span>${label}</span></label>`)}</div>`;
}

export function Notification({ id }) {
  const [shown, show] = useState("");
  const { found, problem, retry, more } = useNotification(id, shown);
  if (!found) return html`<${Heading} title="Notification" back=${[HOME, "Notifications"]} />${problem ? html`<${Failure} problem=${problem} retry=${retry} />` : html`<${Waiting} />`}`;
  const { told, deliveries } = found;
  return html`
    <${Heading} title=${html`<bdi>${told.title}</bdi>`} named=${told.title} back=${[HOME, "Notifications"]} />
    <p class="muted">${kindWord(told.kind)}, <${Time} at=${found.created_at} /></p>
    <div class="two">
      <section aria-labelledby="recipients"><h2 id="recipients">Recipients</h2>
        <p role="status">${countsWord(found)}</p><${Progress} notification=${found} />
        <${Views} counts=${found.counts} shown=${shown} show=${show} />
        ${deliveries.length > 0 && html`<ul class="rows" aria-label="Recipients">${deliveries.map((each) => html`<${Delivery} key=${each.subscriber_id} delivery=${each} />`)}</ul>`}
        ${more && html`<${More} more=${more} />`}
      </section>
      <div><${Said} told=${told} /></div>
    </div>`;
}
