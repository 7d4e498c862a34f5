// Small parts of the dashboard's pages.
import { html } from "../../vendor/preact.js";
import { useEffect, useRef } from "../../vendor/hooks.js";
import { SERVICE_STATUS, Icon, Span } from "../status.js";
import { hasArrived } from "./route.js";
import { current, may } from "./store.js";

/** The heading of a page, which also names the window. */
export function Heading({ title, back, children }) {
  const heading = useRef();
  useEffect(() => {
    if (hasArrived()) heading.current.focus({ preventScroll: true });
  }, [location.pathname]);
  useEffect(() => {
    document.title = `${title} - ${current().organization?.name ?? "Dashboard"} - Allclear`;
  }, [title]);
  return html`
    ${back && html`<p class="back"><a href=${back[0]}>${back[1]}</a></p>`}
    <div class="heading"><h1 tabindex="-1" ref=${heading}>${title}</h1><div class="actions">${children}</div></div>`;
}

export const Skeleton = () => html`
  <h1 class="visually-hidden" tabindex="-1">Loading…</h1>
  <div class="placeholder heading-waiting"></div><div class="placeholder waiting"></div><div class="placeholder waiting"></div>`;

export const Failure = ({ problem, retry }) => problem.status === 404
  ? html`<p class="empty">This is not available here.</p>`
  : html`<div class="notice" role="alert"><p>${problem.message}</p>${retry && html`<p><button class="button" onClick=${retry}>Try again</button></p>`}</div>`;

/** Says to people whose role does not suffice why they see no buttons. */
export const ReadOnly = ({ role = "member", what }) => !may(role) && html`<p class="notice">You can look at ${what}; changing ${what === "the team" ? "it" : "them"} needs the role ${role}.</p>`;

export const statusWord = (status) => SERVICE_STATUS[status][0];

export const State = ({ status }) => html`<span class="state tone-${SERVICE_STATUS[status][1]}"><${Icon} tone=${SERVICE_STATUS[status][1]} />${statusWord(status)}</span>`;

const zoned = (zone) => new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone: zone });

/** A span of time in the viewer's zone, and in the page's if that is another. */
export const Zoned = ({ from, to, zone }) => html`
  <${Span} from=${from} to=${to} />
  ${zone && zone !== Intl.DateTimeFormat().resolvedOptions().timeZone && html`<span class="hint"> (${zoned(zone).formatRange(new Date(from), new Date(to))} in ${zone.replaceAll("_", " ")})</span>`}`;

export const plural = (count, one) => `${count} ${one}${count === 1 ? "" : "s"}`;
export const both = (names) => new Intl.ListFormat("en").format(names);
