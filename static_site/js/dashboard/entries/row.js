// An incident or a maintenance as one line of a list.
import { html } from "../../../vendor/preact.js";
import { Badge, Icon, words } from "../../page/states.js";

export const Row = ({ kind, entry: { id, title, status }, tone, lines, aside }) => html`
  <li><a class="entry-row" href="/dashboard/${kind}/${id}">
    <${Icon} tone=${tone} />
    <span><strong dir="auto">${title}</strong>${lines.map((line) => line && html`<span class="hint" dir="auto">${line}</span>`)}</span>
    <span><${Badge} tone=${tone}>${words(status)}<//><span class="hint">${aside}</span></span>
  </a></li>`;
