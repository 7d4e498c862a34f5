// One subscriber in the list, and what can be done about it.
import { html } from "../../../vendor/preact.js";
import { api } from "../../api.js";
import { confirmed } from "../../parts/dialog.js";
import { attempted, toast } from "../../parts/toast.js";
import { Badge } from "../../page/states.js";
import { Time } from "../../page/times.js";
import { ListRow } from "../shared/lists.js";
import { may } from "../shared/permission.js";
import { refocus } from "../shared/refocus.js";
import { renewSecret } from "./secret.js";
import { aboutOf, addressOf, channelWord, stateOf, whichWord } from "./words.js";

async function test(subscriber) {
  let sent;
  if (await attempted(async () => (sent = await api.post(`/api/subscribers/${subscriber.id}/test`, {}))))
    toast(html`A test message to <bdi>${addressOf(subscriber)}</bdi> is on its way. <a href="/dashboard/subscribers/notifications/${sent.notification_id}">See what becomes of it</a>`);
}

async function remove(subscriber, reload) {
  const text = html`<p>Nothing more is sent there, also nothing that waits already. To be told again, they have to subscribe again.</p>`;
  if (!(await confirmed({ title: html`Remove <bdi>${addressOf(subscriber)}</bdi>?`, text, action: "Remove subscriber" }))) return;
  if (await attempted(() => api.delete(`/api/subscribers/${subscriber.id}`))) toast(html`<bdi>${addressOf(subscriber)}</bdi> is removed`);
  await reload();
  refocus();
}

const consentOf = ({ consent, created_at: at }) => html`${consent?.by ? html`added by <bdi>${consent.by.name}</bdi> ` : "subscribed "}<${Time} at=${at} />`;

/** Why nothing is delivered. */
const trouble = ({ state, suppressed_because: why, failing_since: since, paused_until: until }) => {
  if (state === "suppressed" && why) return html`<span class="error">${why}</span>`;
  if (since) return html`<span class="error">Failing since <${Time} at=${since} />: after 3 days it is stopped</span>`;
  return state === "paused" && until && html`<span>Paused until <${Time} at=${until} /></span>`;
};

export function Row({ subscriber, page, edit, reload }) {
  const [word, tone] = stateOf(subscriber);
  const name = addressOf(subscriber);
  const facts = [channelWord(subscriber.channel), aboutOf(subscriber, page), whichWord(subscriber.which)].filter(Boolean).join(" · ");
  const isReached = subscriber.state === "active";
  return html`
    <${ListRow} title=${html`<strong><bdi>${name}</bdi></strong> ${subscriber.state !== "active" && html`<${Badge} tone=${tone}>${word}<//>`}`}
      hint=${html`<span dir="auto">${facts}</span> · ${consentOf(subscriber)}<span class="hint">${trouble(subscriber)}</span>`}>
      ${may("run") && html`<span class="actions">
        <button class="button small" aria-label="Edit ${name}" onClick=${edit}>Edit</button>
        ${isReached && html`<button class="button small" aria-label="Send a test to ${name}" onClick=${() => test(subscriber)}>Send test</button>`}
        ${subscriber.channel === "webhook" && html`<button class="button small" aria-label="New secret for ${name}" onClick=${() => renewSecret(subscriber)}>New secret</button>`}
        <button class="button quiet small danger" aria-label="Remove ${name}" onClick=${() => remove(subscriber, reload)}>Remove</button>
      </span>`}
    <//>`;
}
