// The postmortem of an incident: written as a draft of the team's, and published.
import { html } from "../../../vendor/preact.js";
import { useEffect, useState } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { confirmed } from "../../parts/dialog.js";
import { attempted } from "../../parts/toast.js";
import { Prose } from "../../page/entries.js";
import { Badge } from "../../page/states.js";
import { Time } from "../../page/times.js";
import { Failure } from "../shared/heading.js";
import { lazy } from "../shared/lazy.js";
import { may } from "../shared/permission.js";
import { isOpen } from "./facts.js";

const WritePostmortem = lazy(async () => (await import("./write-postmortem.js")).WritePostmortem);
const pathOf = ({ id }) => `/api/incidents/${id}/postmortem`;

/** {postmortem, problem, load}: null when there is none; read anew when the incident says that it changed. */
function usePostmortem(incident) {
  const [found, set] = useState({});
  const load = () => api.get(`/api/incidents/${incident.id}`).then(({ postmortem = null }) => set({ postmortem }), (problem) => set({ problem }));
  useEffect(() => {
    load();
  }, [incident.id, incident.postmortem_at]);
  return { ...found, set: (postmortem) => set({ postmortem }), load };
}

async function change(incident, postmortem, published, set) {
  await attempted(async () => set(await api.put(pathOf(incident), { published }, { version: postmortem.version })));
}

async function remove(incident, postmortem, set) {
  const text = html`<p>${postmortem.published ? "It disappears from your page." : "Nobody outside your team has read it."}</p>`;
  if (!(await confirmed({ title: "Delete this postmortem?", text, action: "Delete postmortem" }))) return;
  if (await attempted(() => api.delete(pathOf(incident), { version: postmortem.version }))) set(null);
}

const Shown = ({ incident, postmortem, set, edit }) => html`
  <p class="badges">${postmortem.published ? html`<${Badge} tone="ok">Published<//><span class="hint"><${Time} at=${postmortem.published_at} /></span>` : html`<${Badge} tone="idle">Draft<//><span class="hint">Only your team sees it.</span>`}</p>
  <${Prose} text=${postmortem.text} tree=${postmortem.text_tree} />
  ${may("run") && html`<div class="actions">
    ${!postmortem.published && !isOpen(incident) && html`<button class="button primary" onClick=${() => change(incident, postmortem, true, set)}>Publish</button>`}
    <button class="button" onClick=${edit}>Edit</button>
    ${postmortem.published && html`<button class="button" onClick=${() => change(incident, postmortem, false, set)}>Take back</button>`}
    <button class="button quiet danger" onClick=${() => remove(incident, postmortem, set)}>Delete</button>
  </div>`}`;

export function Postmortem({ incident }) {
  const { postmortem, problem, set, load } = usePostmortem(incident);
  const [isWriting, write] = useState(false);
  if (problem) return html`<${Failure} problem=${problem} retry=${load} />`;
  if (postmortem === undefined || (postmortem === null && !isWriting && (isOpen(incident) || !may("run")))) return null;
  const saved = (now) => {
    set(now);
    write(false);
  };
  return html`
    <section class="panel" aria-labelledby="postmortem">
      <h2 id="postmortem">Postmortem</h2>
      ${isWriting ? html`<${WritePostmortem} incident=${incident} postmortem=${postmortem} onSaved=${saved} onCancel=${() => write(false)} />`
        : postmortem ? html`<${Shown} incident=${incident} postmortem=${postmortem} set=${set} edit=${() => write(true)} />`
        : html`<p class="hint">Tell visitors what happened and what changes because of it, once you know.</p><p><button class="button" onClick=${() => write(true)}>Write a postmortem</button></p>`}
    </section>`;
}
