// Moving in from another product.
import { html } from "../../../vendor/preact.js";
import { useState } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { Field } from "../../parts/fields.js";
import { Form, useForm } from "../../parts/form.js";
import { attempted } from "../../parts/toast.js";
import { Time } from "../../page/times.js";
import { lost } from "../shared/permission.js";
import { Exports } from "./export.js";
import { count, useFollowed } from "./followed-path.js";
import { sentFiles } from "./uploading.js";

const RUNNING = ["waiting", "reading", "running"];
const KINDS = [
  ["statuspage", "Atlassian Statuspage", "address key page"],
  ["cachet", "Cachet", "address key"],
  ["uptime_kuma", "Uptime Kuma", "address file"],
  ["instatus", "Instatus", "address key page"],
  ["cstate", "cState", "file"],
  ["csv", "CSV", "file"],
  ["archive", "An archive of Allclear", "file"],
];
const HINTS = {
  statuspage: "Without a key, the public documents are read: the newest 50 incidents.",
  instatus: "Without a key, only what is open now can be read.",
  cachet: "A key is needed only for subscribers.",
  uptime_kuma: "The address of a status page, or the file of a backup.",
  cstate: "The Markdown files of content/issues, or all of the site as a ZIP.",
  csv: "Incidents with the columns title, started_at, resolved_at, services and so on, or services with name and category.",
  archive: "Settings, services, incidents and all the rest come as they were; members do not.",
};
const SUBSCRIBERS = [["skip", "Leave them out"], ["ask", "Ask each by mail first"], ["given", "They have said that they want to be told"]];
const SORTS = { settings: "Settings", history: "Times of services" };
const nameOf = (sort) => SORTS[sort] ?? `${sort[0].toUpperCase()}${sort.slice(1).replaceAll("_", " ")}${sort.endsWith("s") || sort === "maintenance" ? "" : "s"}`;

/** Words for what is not nothing; what was found always is. */
const Tallies = ({ tallies, added, changed }) => html`
  <dl class="facts">${Object.entries(tallies).map(([sort, tally]) => {
    const words = [[tally.found, "found"], [tally.added, added], [tally.asked, "asked by mail"], [tally.changed, changed], [tally.unchanged, "there already"], [tally.kept, "kept as here"], [tally.failed, "can’t be imported"]];
    return html`<div key=${sort}><dt>${nameOf(sort)}</dt><dd>${words.filter(([number, word]) => number || word === "found").map(([number, word]) => `${count(number)} ${word}`).join(", ")}</dd></div>`;
  })}</dl>`;

const Notes = ({ notes }) => notes.length > 0 && html`
  <h3>What comes in another form, or not at all</h3>
  <ul class="prose-list">${notes.map(({ what, why, count: times, examples }) => html`<li key=${what + why}>${why} <span class="hint">${count(times)} ${times === 1 ? what : `× ${what}`}${examples.length > 0 && html`: <bdi>${examples.join(", ")}</bdi>`}</span></li>`)}</ul>`;

const Errors = ({ errors }) => errors.length > 0 && html`
  <h3>What can’t be imported</h3>
  <ul class="prose-list">${errors.slice(0, 50).map(({ what, name, message }) => html`<li key=${what + name}><bdi>${name || what}</bdi>: ${message}</li>`)}</ul>
  ${errors.length > 50 && html`<p class="hint">And ${count(errors.length - 50)} more.</p>`}`;

const Kept = ({ kept }) => kept.length > 0 && html`
  <h3>What changed there and stays as it is here</h3>
  <ul class="prose-list">${kept.slice(0, 50).map(({ what, name, message }) => html`<li key=${what + name}><bdi>${name || what}</bdi>: ${message}</li>`)}</ul>
  ${kept.length > 50 && html`<p class="hint">And ${count(kept.length - 50)} more.</p>`}`;

const TITLES = { waiting: "Waiting for files…", reading: "Reading…", ready: "This would be imported", running: "Importing…", done: "The import is done", failed: "The import has stopped" };

function Running({ id, onLeave }) {
  const [{ value: job, problem }, again] = useFollowed(`/api/imports/${id}`, ({ state }) => RUNNING.includes(state));
  if (!job) return html`<section class="panel" role="status"><p>${problem ? problem.message : "Loading…"}</p></section>`;
  const { state, preview, result, total, done, message } = job;
  const step = (name) => attempted(async () => {
    await api.post(`/api/imports/${id}/${name}`, {});
    again();
  });
  const hasResult = Object.keys(result).length > 0;
  return html`
    <section class="panel">
      <div role="status"><h2>${TITLES[state] ?? state}</h2></div>
      ${message && html`<p class="said">${message}</p>`}
      ${state === "running" && html`<progress max=${Math.max(total, 1)} value=${done} aria-label="Imported" /><p>${count(done)} of ${count(total)}. It goes on by itself: you can leave this page.</p>`}
      ${hasResult ? html`<${Tallies} tallies=${result} added="imported" changed="changed" /><${Kept} kept=${job.kept} /><${Errors} errors=${job.errors} />` : preview && html`<${Tallies} tallies=${preview.tallies} added="would be added" changed="would change" /><${Kept} kept=${preview.kept} /><${Errors} errors=${preview.errors} />`}
      ${preview?.oldest_at && html`<p class="hint">From <${Time} at=${preview.oldest_at} /> to <${Time} at=${preview.newest_at} />. Nobody is notified, and everything keeps its times.</p>`}
      ${preview && state !== "done" && html`<${Notes} notes=${preview.notes} />`}
      <p class="actions">
        ${state === "ready" && html`<button type="button" class="button primary" onClick=${() => step("start")}>Import</button>`}
        ${state === "failed" && job.parts > 0 && html`<button type="button" class="button primary" onClick=${() => step("start")}>Go on</button>`}
        ${RUNNING.includes(state) && html`<button type="button" class="button" onClick=${() => step("stop")}>Stop</button>`}
        <button type="button" class="button" onClick=${onLeave}>${RUNNING.includes(state) || state === "ready" ? "Later" : "Import something else"}</button>
      </p>
    </section>`;
}

function Begin({ onBegun }) {
  const form = useForm({
    draft: null,
    initial: { kind: "statuspage", address: "", key: "", page_id: "", files: [], subscribers: "skip" },
    check: ({ kind, address, key, files }) => {
      const [, , takes] = KINDS.find(([name]) => name === kind);
      const given = (takes.includes("address") && address.trim()) || (takes.includes("key") && kind !== "cachet" && key) || (takes.includes("file") && files.length);
      return given ? {} : { [takes.includes("address") ? "address" : "files"]: takes.includes("address") ? "Enter an address" : "Choose a file" };
    },
    submit: async ({ kind, address, key, page_id: page, files, subscribers }) => {
      const takes = KINDS.find(([name]) => name === kind)[2];
      const body = { kind, subscribers, dry_run: true };
      if (takes.includes("file") && files.length) return onBegun(await sentFiles(body, [...files]));
      if (address.trim()) body.address = address.trim();
      if (takes.includes("key") && key) body.key = key;
      if (takes.includes("page") && page) body.page_id = page;
      return onBegun((await api.post("/api/imports", body)).id);
    },
  });
  const { kind } = form.values;
  const takes = KINDS.find(([name]) => name === kind)[2];
  return html`
    <section class="panel"><h2>Import</h2>
      <${Form} form=${form} action="Preview import" saving="Sending…" refusal=${lost("change_settings")}>
        <${Field} form=${form} name="kind" label="From" options=${KINDS.map(([name, label]) => [name, label])} hint=${HINTS[kind]} />
        ${takes.includes("address") && html`<${Field} form=${form} name="address" label="Address" type="url" inputmode="url" placeholder="https://status.example.com" spellcheck=${false} autocomplete="off" />`}
        ${takes.includes("key") && html`<${Field} form=${form} name="key" label="API key (optional)" type="password" autocomplete="off" hint="Kept encrypted until everything is read, and then forgotten." />`}
        ${takes.includes("page") && form.values.key && html`<${Field} form=${form} name="page_id" label="Id of the page (optional)" spellcheck=${false} autocomplete="off" hint="Needed where the key opens more than one." />`}
        ${takes.includes("file") && html`<div class="field"><label for="moving-files">File</label><input id="moving-files" type="file" multiple aria-describedby=${form.errors.files ? "moving-files-error" : undefined} onChange=${({ target }) => form.set({ files: [...target.files] })} />${form.errors.files && html`<p class="error" id="moving-files-error">${form.errors.files}</p>`}</div>`}
        ${(takes.includes("key") ? form.values.key : kind === "archive") && html`<${Field} form=${form} name="subscribers" label="Subscribers by mail" options=${SUBSCRIBERS} />`}
      <//>
    </section>`;
}

export function ImportAndExport() {
  const [id, open] = useState("");
  const [{ value }, again] = useFollowed("/api/imports", () => false);
  const leave = () => {
    open("");
    again();
  };
  const earlier = (value?.items ?? []).filter((each) => each.id !== id);
  return html`
    ${id ? html`<${Running} key=${id} id=${id} onLeave=${leave} />` : html`<${Begin} onBegun=${open} />`}
    ${earlier.length > 0 && html`<section class="panel"><h2>Imports of the last week</h2><ul class="prose-list">${earlier.map((each) => html`<li key=${each.id}><button type="button" class="button" onClick=${() => open(each.id)}>${KINDS.find(([name]) => name === each.kind)?.[1] ?? each.kind}</button> <span class="hint">${TITLES[each.state] ?? each.state} · <${Time} at=${each.created_at} /></span></li>`)}</ul></section>`}
    <${Exports} />`;
}
