// What subscribers were told, and how far that is.
import { html } from "../../../vendor/preact.js";
import { Time } from "../../page/times.js";
import { Listed, useList } from "../shared/lists.js";
import { Tabbed } from "./section.js";
import { countsWord, kindWord, settledOf, totalOf } from "./words.js";

export const Progress = ({ notification: { counts } }) => {
  const total = totalOf(counts);
  return total > 0 && settledOf(counts) < total && html`<progress max=${total} value=${settledOf(counts)} aria-label="Recipients told" />`;
};

const Row = ({ notification }) => html`
  <li><a class="entry-row notification-row" href="/dashboard/subscribers/notifications/${notification.id}">
    <div><strong dir="auto">${notification.told.title}</strong><span class="hint">${kindWord(notification.told.kind)}, <${Time} at=${notification.created_at} /></span></div>
    <div><span class=${notification.counts.failed ? "error" : "hint"}>${countsWord(notification)}</span><${Progress} notification=${notification} /></div>
  </a></li>`;

const NOTHING = html`<div class="teaching"><h2>Nothing was told yet</h2><p>When you open an incident, post an update or schedule maintenance, subscribers are told, and what became of it stands here for 90 days.</p></div>`;

export function NotificationList() {
  const list = useList("/api/notifications");
  return html`
    <${Tabbed} id="notifications">
      <${Listed} list=${list} empty=${NOTHING} older>${(items) => html`
        <ul class="rows" aria-label="Notifications">${items.map((each) => html`<${Row} key=${each.id} notification=${each} />`)}</ul>`}<//>
    <//>`;
}
