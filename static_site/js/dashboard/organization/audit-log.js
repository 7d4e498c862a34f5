// Who did what, and when.
import { html } from "../../../vendor/preact.js";
import { useState } from "../../../vendor/hooks.js";
import { LOGGED } from "../../facts/forms.js";
import { optionsOf } from "../../parts/fields.js";
import { words } from "../../page/states.js";
import { Time } from "../../page/times.js";
import { ListRow, Listed, useList } from "../shared/lists.js";
import { Undo } from "../shared/undo.js";

const isPlain = (value) => typeof value === "object" && !Array.isArray(value) && Object.values(value).every((each) => typeof each !== "object");

function said(value) {
  if (value === "" || value == null) return "(empty)";
  if (isPlain(value)) return Object.entries(value).map(([name, each]) => `${name}: ${each}`).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** What changed: {field: [before, after]}. */
const Changes = ({ changes }) => Object.keys(changes).length > 0 && html`
  <details class="earlier"><summary>What changed</summary><dl class="changes">
    ${Object.entries(changes).map(([name, [before, after]]) => html`<div key=${name}><dt>${words(name)}</dt><dd><bdi>${said(before)}</bdi> → <bdi>${said(after)}</bdi></dd></div>`)}
  </dl></details>`;

export function AuditLog() {
  const list = useList("/api/events");
  const [kind, show] = useState("");
  const shown = (items) => items.filter(({ type }) => !kind || type.startsWith(`${kind}.`));
  return html`
    <div class="tools"><label for="log-kind">Show</label>
      <select id="log-kind" class="narrow" value=${kind} onInput=${({ target }) => show(target.value)}>
        ${optionsOf([["", "everything"], ...LOGGED.map((each) => [each, words(each).toLowerCase()])])}
      </select></div>
    <${Listed} list=${list} empty="Nothing has happened yet." older>${(items) => html`
      <ol class="rows" aria-label="Audit log">${shown(items).map((each) => html`
        <${ListRow} key=${each.id} title=${html`<span dir="ltr">${each.summary}</span>`} hint=${html`<bdi>${each.actor?.name}</bdi>${each.actor?.automatic && " (by itself)"}, <${Time} at=${each.occurred_at} /><${Changes} changes=${each.changes} />`}><${Undo} change=${each} done=${list.reload} /><//>`)}
        ${!shown(items).length && html`<li class="list-row">Nothing of this kind among what is loaded.</li>`}</ol>`}<//>`;
}
