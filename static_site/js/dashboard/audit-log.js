// Who did what, newest first.
import { html } from "../../vendor/preact.js";
import { useState } from "../../vendor/hooks.js";
import { Time, words } from "../status.js";
import { Listed, useList } from "./lists.js";

const KINDS = ["service", "incident", "maintenance", "organization", "member", "invitation", "api_key"];

const said = (value) => (value === "" || value == null ? "(empty)" : typeof value === "object" ? JSON.stringify(value) : String(value));

/** What changed: {field: [before, after]} or {field: {before, after}}. */
const Changes = ({ changes }) => {
  const listed = Object.entries(changes ?? {}).filter(([name]) => !["updated_at", "version"].includes(name));
  if (!listed.length) return null;
  const [first, second] = [0, 1];
  return html`
    <details class="earlier"><summary>What changed</summary><dl class="changes">
      ${listed.map(([name, change]) => html`<div key=${name}><dt>${words(name)}</dt><dd>${said(change?.[first] ?? change?.before)} → ${said(change?.[second] ?? change?.after)}</dd></div>`)}
    </dl></details>`;
};

export function AuditLog() {
  const list = useList("/api/events");
  const [kind, show] = useState("");
  const shown = (items) => items.filter(({ type }) => !kind || type.startsWith(`${kind}.`));
  return html`
    <div class="tools"><label for="log-kind">Show</label>
      <select id="log-kind" class="narrow" value=${kind} onInput=${({ target }) => show(target.value)}>
        <option value="">everything</option>${KINDS.map((each) => html`<option key=${each} value=${each}>${words(each).toLowerCase()}</option>`)}
      </select></div>
    <${Listed} list=${list} empty="Nothing has happened yet.">${(items) => html`
      <ol class="rows" aria-label="Audit log">${shown(items).map((each) => html`
        <li class="list-row" key=${each.id}><span>${each.summary}<span class="hint">${each.actor?.name}, <${Time} at=${each.occurred_at} /></span><${Changes} changes=${each.changes} /></span></li>`)}
        ${!shown(items).length && html`<li class="list-row">Nothing of this kind among what is loaded.</li>`}</ol>`}</${Listed}>`;
}
