// Picking a template, and what of a form it may replace. Loaded when somebody asks for it.
import { html } from "../../../vendor/preact.js";
import { useState } from "../../../vendor/hooks.js";
import { Dialog, shown } from "../../parts/dialog.js";
import { Listed, useList } from "../shared/lists.js";
import { filling, onlyEmpty } from "./filling.js";

const MANY = 7;

const hasText = ({ name, title }, wanted) => `${name}\n${title}`.toLowerCase().includes(wanted.trim().toLowerCase());

function Picker({ kind, close }) {
  const list = useList(`/api/templates?limit=100&kind=${kind}`);
  const [text, setText] = useState("");
  const found = (items) => items.filter((each) => hasText(each, text)).sort((a, b) => a.name.localeCompare(b.name));
  return html`
    <${Dialog} title="Use a template" onClose=${() => close()}>
      ${list.items?.length > MANY && html`<input type="search" dir="auto" aria-label="Find a template" placeholder="Find by name or title" value=${text} onInput=${({ target }) => setText(target.value)} />`}
      ${list.items && !list.items.length ? html`<p>There is none for this yet. <a href="/dashboard/templates/new" target="_blank" rel="noopener">Make one<span class="visually-hidden"> (opens in a new tab)</span></a></p>` : html`
        <${Listed} list=${list}>${(items) => html`
          <ul class="rows pick-list" aria-label="Templates">${found(items).map((each) => html`
            <li key=${each.id}><button type="button" class="pick-row" onClick=${() => close(each)}><strong dir="auto">${each.name}</strong>${each.title && html`<span class="hint" dir="auto">${each.title}</span>`}</button></li>`)}</ul>
          ${!found(items).length && html`<p class="hint">No matches.</p>`}`}<//>`}
      <div class="actions"><button type="button" class="button" onClick=${() => close()}>Cancel</button></div>
    <//>`;
}

const Overwriting = ({ labels, close }) => html`
  <${Dialog} title="Replace what is written?" onClose=${() => close("keep")}>
    <p>The template also has: ${labels}.</p>
    <div class="actions">
      <button type="button" class="button primary" onClick=${() => close("empty")}>Fill only empty fields</button>
      <button type="button" class="button" onClick=${() => close("all")}>Replace</button>
      <button type="button" class="button" onClick=${() => close("keep")}>Cancel</button>
    </div>
  <//>`;

/** Lets somebody pick a template of this kind; `wanted(template)` is what it puts into the form, `filled` the fields that the form has filled by itself. Answers the template that was used. */
export async function applyTemplate({ kind, form, fields, wanted, filled }) {
  const template = await shown(({ close }) => html`<${Picker} kind=${kind} close=${close} />`);
  if (!template) return undefined;
  const found = filling(form.values, wanted(template), filled);
  let choice = "all";
  if (found.overwritten.length) {
    const labels = found.overwritten.map((name) => fields[name] ?? name).join(", ");
    choice = await shown(({ close }) => html`<${Overwriting} labels=${labels} close=${close} />`);
  }
  if (choice === "keep") return undefined;
  form.set(choice === "all" ? found.changes : onlyEmpty(found));
  return template;
}
