// The list of subscribers: found, filtered, added, exported, and removed again.
import { html } from "../../../vendor/preact.js";
import { useEffect, useState } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { optionsOf } from "../../parts/fields.js";
import { attempted } from "../../parts/toast.js";
import { Listed, useList } from "../shared/lists.js";
import { ReadOnly, may } from "../shared/permission.js";
import { Row } from "./row.js";
import { Tabbed } from "./section.js";
import { SubscriberDialog } from "./subscriber-dialog.js";
import { CHANNELS, STATES, numbered } from "./words.js";

const PAUSE = 300;

/** What is typed, once somebody stops for a moment. */
function useSettled(text) {
  const [settled, settle] = useState(text);
  useEffect(() => {
    const timer = setTimeout(settle, PAUSE, text);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** How many are told anything; undefined until that is known. */
function useTotal(again) {
  const [total, set] = useState();
  useEffect(() => {
    api.get("/api/subscribers/count").then((found) => set(found.total), () => {});
  }, [again]);
  return total;
}

const pathOf = (filter) => {
  const given = Object.entries(filter).filter(([, value]) => value.trim());
  return `/api/subscribers${given.length ? `?${new URLSearchParams(given)}` : ""}`;
};

const saved = async (organization) => (await import("./export.js")).exported(organization);

const select = (label, value, set, options) => html`
  <select class="narrow" aria-label=${label} value=${value} onInput=${({ target }) => set(target.value)}>${optionsOf(options)}</select>`;

const Tools = ({ filter, set }) => html`
  <div class="tools">
    ${may("run") && html`<input type="search" aria-label="Find subscribers" placeholder="Find an address" maxlength="254" value=${filter.q} onInput=${({ target }) => set({ q: target.value })} />`}
    ${select("Channel", filter.channel, (channel) => set({ channel }), [["", "Any channel"], ...Object.entries(CHANNELS)])}
    ${select("State", filter.state, (state) => set({ state }), [["", "Any state"], ...Object.entries(STATES).map(([each, [word]]) => [each, word])])}
  </div>`;

const Nobody = ({ organization, add }) => html`
  <div class="teaching">
    <h2>Nobody is subscribed yet</h2>
    <p>Visitors subscribe on <a href="/status/${organization.slug}" target="_blank">your page</a>, by mail, in their browser, or with a webhook or chat. You can also add them here, or import a list.</p>
    ${may("run") && html`<div class="actions"><button class="button" onClick=${add}>Add a subscriber</button><a class="button" href="/dashboard/subscribers/import">Import a list</a></div>`}
  </div>`;

export function SubscriberList({ page, organization }) {
  const [filter, setFilter] = useState({ q: "", channel: "", state: "" });
  const [edited, edit] = useState(null); // a subscriber, or {} for a new one
  const q = useSettled(filter.q);
  const list = useList(pathOf({ ...filter, q }));
  const total = useTotal(list.items);
  const isFiltered = Object.values(filter).some(Boolean);
  const done = () => {
    edit(null);
    list.reload();
  };
  const empty = isFiltered ? "Nobody is found by this." : html`<${Nobody} organization=${organization} add=${() => edit({})} />`;
  return html`
    <${Tabbed} id="" actions=${may("run") && html`
      ${may("change_settings") && html`<button class="button" onClick=${() => attempted(() => saved(organization))}>Export</button><a class="button" href="/dashboard/subscribers/data">Data of an address</a>`}
      <a class="button" href="/dashboard/subscribers/import">Import</a>
      <button class="button primary" onClick=${() => edit({})}>Add</button>`}>
      <${ReadOnly} what="subscribers" />
      <${Tools} filter=${filter} set=${(changes) => setFilter({ ...filter, ...changes })} />
      ${total > 0 && html`<p class="hint">${total === 1 ? "1 subscriber is" : `${numbered(total)} subscribers are`} told what happens.</p>`}
      <${Listed} list=${list} empty=${empty}>${(items) => html`
        <ul class="rows" aria-label="Subscribers">${items.map((each) => html`<${Row} key=${each.id} subscriber=${each} page=${page} edit=${() => edit(each)} reload=${list.reload} />`)}</ul>`}<//>
    <//>
    ${edited && html`<${SubscriberDialog} subscriber=${edited} page=${page} onClose=${() => edit(null)} onDone=${done} />`}`;
}
