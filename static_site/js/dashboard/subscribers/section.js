// /dashboard/subscribers: who is told, and what they were told.
import { html } from "../../../vendor/preact.js";
import { Heading } from "../shared/heading.js";
import { lazy } from "../shared/lazy.js";
import { styled } from "../shared/styled.js";
import { may } from "../shared/permission.js";

await styled("/css/subscribers.css");

const SubscriberList = lazy(async () => (await import("./list.js")).SubscriberList);
const Import = lazy(async () => (await import("./import.js")).Import);
const AddressData = lazy(async () => (await import("./data.js")).AddressData);
const NotificationList = lazy(async () => (await import("./notifications.js")).NotificationList);
const Notification = lazy(async () => (await import("./notification.js")).Notification);

const TABS = [["", "Subscribers"], ["notifications", "Notifications"]];

/** What both lists stand below. */
export const Tabbed = ({ id, actions, children }) => html`
  <${Heading} title="Subscribers">${actions}<//>
  <nav class="tabs strip" aria-label="Subscribers">${TABS.map(([tab, label]) => html`
    <a key=${tab} href="/dashboard/subscribers${tab && `/${tab}`}" aria-current=${tab === id ? "page" : undefined}>${label}</a>`)}</nav>
  ${children}`;

export function SubscribersSection(state) {
  const { id, part } = state.route;
  if (id === "notifications") return part ? html`<${Notification} key=${part} ...${state} id=${part} />` : html`<${NotificationList} ...${state} />`;
  if (id === "data" && may("change_settings")) return html`<${AddressData} ...${state} />`;
  return id === "import" && may("run") ? html`<${Import} ...${state} />` : html`<${SubscriberList} ...${state} />`;
}
