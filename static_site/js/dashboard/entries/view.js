// What is known of one incident or maintenance, and deleting it.
import { html } from "../../../vendor/preact.js";
import { useRef } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { confirmed } from "../../parts/dialog.js";
import { attempted, toast } from "../../parts/toast.js";
import { words } from "../../page/states.js";
import { go } from "../routing.js";
import { Heading } from "../shared/heading.js";
import { ReadOnly, may } from "../shared/permission.js";
import { ahead } from "../store.js";
import { UpdateList } from "./update-list.js";

async function remove(kind, one, entry, warning) {
  const text = html`<p>It disappears from your page and its history, with everything said about it.</p>${warning && html`<p>${warning}</p>`}`;
  if (!(await confirmed({ title: html`Delete “<bdi>${entry.title}</bdi>”?`, text, action: `Delete ${one}` }))) return;
  if (!(await attempted(() => api.delete(`/api/${kind}/${entry.id}`)))) return;
  go(`/dashboard/${kind}`, { replace: true });
  ahead(kind, { id: entry.id, deleted: true });
  toast(`The ${one} is deleted`);
}

/** Whether this was allowed since the page was opened: who has begun to write goes on seeing it. */
function useOnceAllowed(permission) {
  const allowed = useRef(false);
  allowed.current ||= may(permission);
  return allowed.current;
}

/** What is shown of it: `edit` is the button for that, `warning` what deleting does, `facts` are [name, value]; `states` are what an update may say. */
export function EntryView({ kind, one, entry, slug, tone, badges, edit, warning, facts, updates = entry.updates, states, services, children }) {
  const hasWritten = useOnceAllowed("run");
  return html`
    <${Heading} title=${entry.title} back=${[`/dashboard/${kind}`, words(kind)]}>
      ${may("run") && html`${edit}<button class="button quiet danger" onClick=${() => remove(kind, one, entry, warning)}>Delete</button>`}
    <//>
    <p class="badges">${badges}
      <a class="hint" href="/status/${slug}/${kind}/${entry.id}" target="_blank" rel="noopener">On your page<span class="visually-hidden"> (opens in a new tab)</span></a></p>
    <div class="detail">
      <div>
        <${ReadOnly} what=${kind} />
        ${hasWritten && children}
        ${updates.length > 0 && html`<section class="panel tone-${tone}" aria-labelledby="updates"><h2 id="updates">Updates</h2><${UpdateList} kind=${kind} entry=${entry} updates=${updates} states=${states} services=${services} /></section>`}
      </div>
      <aside class="panel" aria-label="About this ${one}">
        <dl class="facts">${facts.filter(Boolean).map(([name, ...value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
      </aside>
    </div>`;
}
