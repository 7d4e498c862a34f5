// The list of all incidents, or of all maintenance: what is shown of it, and finding something in it.
import { html } from "../../../vendor/preact.js";
import { useState } from "../../../vendor/hooks.js";
import { words } from "../../page/states.js";
import { Time } from "../../page/times.js";
import { Heading } from "../shared/heading.js";
import { More, useList } from "../shared/lists.js";
import { ReadOnly, may } from "../shared/permission.js";
import { Row } from "./row.js";

const hasText = ({ title, description, services, updates }, wanted) =>
  [title, description, ...services.map(({ name }) => name), ...updates.map(({ text }) => text)].join("\n").toLowerCase().includes(wanted.trim().toLowerCase());

const Filter = ({ kind, views, shown, onShow, text, onText }) => html`
  <div class="tools" role="search">
    <div class="segments strip" role="group" aria-label="Which ${kind}">
      ${views.map(([value, label]) => html`<label class="segment" key=${value}><input type="radio" name="shown" checked=${shown === value} onChange=${() => onShow(value)} /><span>${label}</span></label>`)}
    </div>
    <input type="search" dir="auto" aria-label="Find ${kind}" placeholder="Find by text or service" value=${text} onInput=${({ target }) => onText(target.value)} />
  </div>`;

const Draft = ({ kind, draft }) => html`
  <${Row} kind=${kind} entry=${{ ...draft, status: "draft" }} tone="idle" lines=${["Only your team sees it", draft.services.length > 0 && draft.services.map(({ name }) => name).join(", ")]} aside=${html`edited <${Time} at=${draft.updated_at} />`} />`;

/**
 * The page of all. `views` are [value, label], the last one going back as far as there is anything;
 * `partsOf(view, older)` answers [title, entries]; `row(entry)` draws one, `nothing(view)` what is said of none.
 */
export function Entries({ kind, action, views, partsOf, row, nothing }) {
  const [shown, show] = useState(views[0][0]);
  const [text, setText] = useState("");
  const { items: loaded = [], ...rest } = useList(`/api/${kind}`, true);
  const { items: drafts = [] } = useList(`/api/${kind}?state=draft&limit=100`);
  const older = loaded.filter(({ draft }) => !draft);
  const parts = [["Drafts", drafts], ...partsOf(shown, older)]
    .map(([title, entries]) => [title, entries.filter((each) => hasText(each, text))])
    .filter(([, entries]) => entries.length);
  return html`
    <${Heading} title=${words(kind)}>${may("run") && html`<a class="button primary" href="/dashboard/${kind}/new">${action}</a>`}<//>
    <${ReadOnly} what=${kind} />
    <${Filter} kind=${kind} views=${views} shown=${shown} onShow=${show} text=${text} onText=${setText} />
    ${parts.map(([title, entries]) => html`<section key=${title} aria-label=${title}>${title !== words(kind) && html`<h2>${title}</h2>`}<ul class="rows" aria-label=${title}>${entries.map((each) => (each.draft ? html`<${Draft} key=${each.id} kind=${kind} draft=${each} />` : row(each)))}</ul></section>`)}
    ${!parts.length && html`<div class="empty teaching">${text ? `No matches for “${text}”.` : nothing(shown)}</div>`}
    ${shown === views.at(-1)[0] && html`<${More} ...${rest} older />`}`;
}
