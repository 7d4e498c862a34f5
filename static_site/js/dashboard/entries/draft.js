// The page of a draft: what it will say, and publishing it.
import { html } from "../../../vendor/preact.js";
import { api } from "../../api.js";
import { confirmed } from "../../parts/dialog.js";
import { attempted, toast } from "../../parts/toast.js";
import { Prose } from "../../page/entries.js";
import { Badge, words } from "../../page/states.js";
import { Time } from "../../page/times.js";
import { go } from "../routing.js";
import { Heading } from "../shared/heading.js";
import { ReadOnly, may } from "../shared/permission.js";
import { ahead } from "../store.js";
import { Tell } from "./told.js";

const ONE = { incidents: "incident", maintenance: "maintenance" };
const BEGINS = { incidents: "It is opened now, and everybody who watches your page sees it at once.", maintenance: "It is announced on your page now, and starts at its time; one whose start has passed starts at once." };

async function publish(kind, draft, reload) {
  let notify = draft.notify !== false;
  const text = html`<p>${BEGINS[kind]}</p><${Tell} start=${notify} tell=${(told) => { notify = told; }} />`;
  if (!(await confirmed({ title: html`Publish “<bdi>${draft.title}</bdi>”?`, text, action: "Publish", tone: "primary" }))) return;
  const done = await attempted(async () => ahead(kind, await api.post(`/api/${kind}/${draft.id}/publish`, { notify }, { version: draft.version })));
  if (done) toast(`The ${ONE[kind]} is on your page`);
  reload();
}

async function remove(kind, draft) {
  const text = html`<p>Nobody outside your team knew of it.</p>`;
  if (!(await confirmed({ title: html`Delete the draft “<bdi>${draft.title}</bdi>”?`, text, action: "Delete draft" }))) return;
  if (!(await attempted(() => api.delete(`/api/${kind}/${draft.id}`)))) return;
  toast("The draft is deleted");
  go(`/dashboard/${kind}`, { replace: true });
}

/** `facts` are [name, value]; `reload()` reads it anew. */
export const DraftView = ({ kind, draft, facts, reload }) => html`
  <${Heading} title=${draft.title} back=${[`/dashboard/${kind}`, words(kind)]}>
    ${may("run") && html`<button class="button primary" onClick=${() => publish(kind, draft, reload)}>Publish</button>
      <a class="button" href="/dashboard/${kind}/${draft.id}/edit">Edit</a>
      <button class="button quiet danger" onClick=${() => remove(kind, draft)}>Delete</button>`}
  <//>
  <p class="badges"><${Badge} tone="idle">Draft<//><span class="hint">Only your team sees it.</span></p>
  <div class="detail">
    <div>
      <${ReadOnly} what=${kind} />
      ${draft.description ? html`<section class="panel"><h2>What it will say</h2><${Prose} text=${draft.description} tree=${draft.description_tree} /></section>` : html`<p class="muted">It has no text of its own yet: visitors would read a plain sentence.</p>`}
    </div>
    <aside class="panel" aria-label="About this draft">
      <dl class="facts">${[...facts, ["Edited", html`<${Time} at=${draft.updated_at} />`]].filter(Boolean).map(([name, ...value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
    </aside>
  </div>`;
