// What came from a source, and what each of it did.
import { html } from "../../../vendor/preact.js";
import { Icon } from "../../page/states.js";
import { Time } from "../../page/times.js";
import { ListRow } from "../shared/lists.js";

const State = ({ state }) => state && html`<span class="state tone-${state === "firing" ? "critical" : "ok"}"><${Icon} tone=${state === "firing" ? "critical" : "ok"} /> ${state === "firing" ? "Firing" : "Resolved"}</span> `;

export const Did = ({ did }) => html`
  <ul class="plain">${did.map((each, place) => html`<li key=${place}><${State} state=${each.state} /><strong dir="auto">${each.title || each.key}</strong><span class="hint"> → <span dir="auto">${each.did}</span></span></li>`)}</ul>`;

const Labels = ({ did }) => did.length > 0 && html`<dl class="changes">${Object.entries(did[0].labels).map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd><bdi>${value}</bdi></dd></div>`)}</dl>`;

export const What = ({ came }) => html`
  ${came.trouble && html`<p class="error">${came.trouble}</p>`}
  ${!came.trouble && !came.did.length && html`<p class="hint">It says nothing that is followed.</p>`}
  <${Did} did=${came.did} />`;

export const Came = ({ came }) => html`
  <${ListRow} title=${html`<${What} came=${came} />`} hint=${html`<details class="earlier"><summary>What came</summary><${Labels} did=${came.did} /><pre class="wrapped" dir="ltr">${came.body}</pre></details>`}>
    <span class="hint">${came.is_test && "Test · "}<${Time} at=${came.received_at} /></span>
  <//>`;
