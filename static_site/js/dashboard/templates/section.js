// /dashboard/templates: what the team has prepared for incidents and maintenance, and a form for each.
import { html } from "../../../vendor/preact.js";
import { useEffect, useState } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { MOST } from "../../facts/forms.js";
import { confirmed } from "../../parts/dialog.js";
import { attempted, toast } from "../../parts/toast.js";
import { Failure, Heading, Skeleton } from "../shared/heading.js";
import { ListRow, Listed, useList } from "../shared/lists.js";
import { ReadOnly, may } from "../shared/permission.js";
import { plural } from "../shared/words.js";
import { KINDS, byName } from "./facts.js";
import { EditTemplate } from "./edit-template.js";

async function remove(template, reload) {
  const text = html`<p>What was written from it stays.</p>`;
  if (!(await confirmed({ title: html`Delete the template “<bdi>${template.name}</bdi>”?`, text, action: "Delete template" }))) return;
  if (await attempted(() => api.delete(`/api/templates/${template.id}`))) toast(html`The template <bdi>${template.name}</bdi> is deleted`);
  reload();
}

const about = ({ title, texts, service_ids: ids, duration_minutes: minutes }) =>
  [title && html`<bdi>${title}</bdi>`, Object.keys(texts).length && plural(Object.keys(texts).length, "text"), ids.length && plural(ids.length, "service"), minutes && plural(minutes, "minute")]
    .filter(Boolean)
    .map((each, place) => html`${place > 0 && ", "}${each}`);

const Row = ({ template, reload }) => html`
  <${ListRow} title=${may("run") ? html`<a href="/dashboard/templates/${template.id}" dir="auto"><strong>${template.name}</strong></a>` : html`<strong dir="auto">${template.name}</strong>`} hint=${about(template)}>
    ${may("run") && html`<span class="actions">
      <a class="button small" href="/dashboard/templates/${template.id}/copy" aria-label="Duplicate ${template.name}">Duplicate</a>
      <button class="button quiet small danger" aria-label="Delete ${template.name}" onClick=${() => remove(template, reload)}>Delete</button>
    </span>`}
  <//>`;

const Nothing = () => html`
  <div class="empty teaching">
    <h2>No templates yet</h2>
    <p>Find the words for what is likely to happen while all is well: a title, a text for each step, the services it touches. Whoever opens an incident or
      schedules maintenance then picks it, and changes what is different this time.</p>
    ${may("run") && html`<p><a class="button primary" href="/dashboard/templates/new">New template</a></p>`}
  </div>`;

function Templates() {
  const list = useList("/api/templates?limit=100");
  const has = Boolean(list.items?.length);
  return html`
    <${Heading} title="Templates">${has && may("run") && (list.items.length < MOST.templates
      ? html`<a class="button primary" href="/dashboard/templates/new">New template</a>` : html`<span class="hint">There can be ${MOST.templates}: delete one first.</span>`)}<//>
    <${ReadOnly} what="templates" />
    ${list.items && !has ? html`<${Nothing} />` : html`<${Listed} list=${list}>${(items) => KINDS.map(([kind, label]) => {
      const found = items.filter((each) => each.kind === kind).sort(byName);
      return found.length > 0 && html`<section key=${kind} aria-label=${label}><h2>${label}</h2><ul class="rows" aria-label="Templates for ${label.toLowerCase()}">${found.map((each) => html`<${Row} key=${each.id} template=${each} reload=${list.reload} />`)}</ul></section>`;
    })}<//>`}`;
}

/** One of them, to edit; or to begin another from. */
function One({ id, part, ...state }) {
  const [{ template, problem }, set] = useState({});
  const load = () => api.get(`/api/templates/${id}`).then((found) => set({ template: found }), (failure) => set({ problem: failure }));
  useEffect(() => {
    load();
  }, [id]);
  if (problem?.status === 404) return html`<${Heading} title="This template is not there any more" back=${["/dashboard/templates", "Templates"]} /><p class="empty">It was deleted, or the address is mistyped.</p>`;
  if (problem) return html`<${Failure} problem=${problem} retry=${load} />`;
  if (!template) return html`<${Skeleton} />`;
  return html`<${EditTemplate} ...${state} template=${part === "copy" ? { ...template, id: undefined, name: `${template.name.slice(0, 90)} (copy)` } : template} />`;
}

export function TemplatesSection(state) {
  const { id, part } = state.route;
  if (!id) return html`<${Templates} />`;
  return id === "new" ? html`<${EditTemplate} ...${state} template=${{}} />` : html`<${One} key="${id}${part}" ...${state} id=${id} part=${part} />`;
}
