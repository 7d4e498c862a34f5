// One source: its rules, what came from it, and trying the rules.
import { html } from "../../../vendor/preact.js";
import { useState } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { confirmed } from "../../parts/dialog.js";
import { attempted, toast } from "../../parts/toast.js";
import { go } from "../routing.js";
import { Heading } from "../shared/heading.js";
import { Listed, useList } from "../shared/lists.js";
import { ReadOnly, may } from "../shared/permission.js";
import { showAddress } from "./address.js";
import { Came, What } from "./came.js";
import { Firing } from "./firing.js";
import { KINDS, thenOf, whenOf } from "./words.js";

const HOME = "/dashboard/alerts";

async function remove(source) {
  const text = html`<p>Its address opens nothing any more, and what it holds down is given back.</p>`;
  if (!(await confirmed({ title: html`Delete the source “<bdi>${source.name}</bdi>”?`, text, action: "Delete source" }))) return;
  if (await attempted(() => api.delete(`/api/sources/${source.id}`))) {
    toast(html`The source <bdi>${source.name}</bdi> is deleted`);
    go(HOME, { replace: true });
  }
}

async function renew(source) {
  const text = html`<p>The address that your tool sends to now ends at once.</p>`;
  if (!(await confirmed({ title: html`New address for “<bdi>${source.name}</bdi>”?`, text, action: "Make a new address", keep: "Cancel" }))) return;
  await attempted(async () => showAddress(await api.post(`/api/sources/${source.id}/rotate`, {})));
}

const bodyOf = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

function DryRun({ source }) {
  const [{ text = "", came, busy }, set] = useState({});
  const run = async () => {
    set({ text, busy: true });
    let found;
    await attempted(async () => { found = await api.post(`/api/sources/${source.id}/dry-run`, text.trim() ? { body: bodyOf(text) } : {}); });
    set({ text, came: found });
  };
  return html`
    <h2>Try the rules</h2>
    <div class="field"><label for="dry-run">A message as it would come</label>
      <p class="hint" id="dry-run-hint">Left empty, the last that came. Nothing is changed.</p>
      <textarea id="dry-run" aria-describedby="dry-run-hint" rows="4" spellcheck=${false} dir="ltr" value=${text} onInput=${({ target }) => set({ text: target.value })}></textarea></div>
    <p><button class="button" aria-disabled=${busy} onClick=${() => busy || run()}>${busy ? "Trying…" : "Dry run"}</button></p>
    <div role="status">${came && html`<${What} came=${came} />`}</div>`;
}

export function OneSource({ source, page }) {
  const list = useList(`/api/sources/${source.id}/alerts?limit=25`);
  const test = async () => {
    if (await attempted(() => api.post(`/api/sources/${source.id}/test`, {}))) toast("A sample alert was tried; it changed nothing");
    list.reload();
  };
  return html`
    <${Heading} title=${html`<bdi>${source.name}</bdi>`} named=${source.name} back=${[HOME, "Alerts"]}>
      ${may("change_settings") && html`
        <button class="button primary" onClick=${test}>Test</button>
        <a class="button" href="${HOME}/${source.id}/edit">Edit</a>
        <button class="button" onClick=${() => renew(source)}>New address</button>
        <button class="button quiet danger" onClick=${() => remove(source)}>Delete</button>`}
    <//>
    <${ReadOnly} permission="change_settings" what="sources" />
    <p class="hint">${KINDS[source.kind] ?? source.kind}</p>
    <h2>Rules</h2>
    ${source.rules.length ? html`<ol>${source.rules.map((rule, place) => html`<li key=${place}><strong>Rule ${place + 1}.</strong> <span dir="auto">When ${whenOf(rule)}</span>: <span dir="auto">${thenOf(rule, page.services)}</span></li>`)}</ol>` : html`<p class="empty">There are none: what comes is listed here, and changes nothing.</p>`}
    <${Firing} source=${source} />
    <h2>What came in the last 30 days</h2>
    <${Listed} list=${list} empty="Nothing has come yet. Enter the address in your tool, and have it send a test." older>${(items) => html`<ul class="rows" aria-label="What came">${items.map((each) => html`<${Came} key=${each.id} came=${each} />`)}</ul>`}<//>
    <${DryRun} source=${source} />`;
}
