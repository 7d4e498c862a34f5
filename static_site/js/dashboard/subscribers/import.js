// /dashboard/subscribers/import: a list from a file or from the clipboard, and what becomes of each line.
import { html } from "../../../vendor/preact.js";
import { useEffect, useState } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { draftOf } from "../../parts/drafts.js";
import { Choices, Field } from "../../parts/fields.js";
import { Form, useForm } from "../../parts/form.js";
import { go } from "../routing.js";
import { Failure, Heading, Waiting } from "../shared/heading.js";
import { lost } from "../shared/permission.js";
import { MAX_LINES, linesOf, textOf, wrongCsv } from "./csv.js";
import { numbered } from "./words.js";

const HOME = "/dashboard/subscribers";
const AGAIN = 1500;
const CONSENT = [
  ["ask", html`<strong>Ask them</strong> <span class="hint">by a mail each, sent bit by bit: they are told once they have confirmed</span>`],
  ["given", html`<strong>They have</strong> <span class="hint">all said so: they are told from now on, and your name is kept with each</span>`],
];

const Shape = () => html`
  <div class="prose-list"><h2>What the list looks like</h2>
    <p>One line each, below a line of names. Only <code>email</code> is needed:</p>
    <pre>email,services,time_zone
ada@example.com,,
grace@example.com,API;Website,Europe/Zurich</pre>
    <p class="hint">Several names are parted by semicolons. There may be columns <code>categories</code> and <code>which</code>, too (<code>all</code> or <code>start_and_end</code>). Who is on the list already is not added twice. At most ${numbered(MAX_LINES)} lines at once.</p></div>`;

function Write({ csv, onCsv }) {
  const form = useForm({
    initial: { csv: csv ?? "", consent: "" },
    draft: draftOf("subscribers.import", ({ csv: text }) => !text),
    check: ({ csv: text, consent }) => ({ csv: wrongCsv(text), consent: consent ? "" : "Choose whether they have agreed" }),
    submit: async (values) => go(`${HOME}/import/${(await api.post("/api/subscribers/import", values)).id}`, { replace: true }),
  });
  const read = async ({ target }) => {
    const [file] = target.files;
    if (file) form.set({ csv: textOf(new Uint8Array(await file.arrayBuffer())) });
  };
  const count = linesOf(form.values.csv).length;
  return html`
    <${Form} form=${form} publishes action=${count ? `Import ${numbered(count)} ${count === 1 ? "line" : "lines"}` : "Import"} saving="Importing…" refusal=${lost("run")} cancel=${HOME} side=${html`<${Shape} />`}>
      <div class="field"><label for="import-file">File (optional)</label><input id="import-file" type="file" accept=".csv,text/csv,text/plain" onChange=${read} /></div>
      <${Field} form=${form} name="csv" label="List" as="textarea" rows="10" dir="ltr" spellcheck=${false} placeholder="email" />
      <${Choices} form=${form} name="consent" label="Have they agreed?" options=${CONSENT} />
    <//>`;
}

/** What is known of a running import, asked again until it is over. */
function useImport(id) {
  const [found, set] = useState({});
  useEffect(() => {
    let timer;
    const ask = async () => {
      try {
        const job = await api.get(`/api/subscribers/import/${id}`);
        set({ job });
        if (job.state !== "done") timer = setTimeout(ask, AGAIN);
      } catch (problem) {
        set((before) => ({ ...before, problem }));
        if (problem.status !== 404) timer = setTimeout(ask, 4 * AGAIN);
      }
    };
    ask();
    return () => clearTimeout(timer);
  }, [id]);
  return found;
}

const Errors = ({ errors }) => errors.length > 0 && html`
  <section aria-labelledby="wrong"><h2 id="wrong">Lines that were not taken</h2>
    <div class="table-scroll"><table><thead><tr><th scope="col">Line</th><th scope="col">What is wrong</th></tr></thead>
      <tbody>${errors.map(({ line, message }) => html`<tr key=${line}><th scope="row">${line}</th><td class="said">${message}</td></tr>`)}</tbody></table></div>
  </section>`;

const FACTS = [["added", "added"], ["asked", "asked by mail"], ["unchanged", "on the list already"], ["failed", "not taken"]];

function Progress({ id }) {
  const { job, problem } = useImport(id);
  if (problem && !job) return html`<${Failure} problem=${problem} />`;
  if (!job) return html`<${Waiting} />`;
  const { total, done, errors } = job;
  const isOver = job.state === "done";
  return html`
    <div class="panel" role="status">
      <h2>${isOver ? "The import is done" : "Importing…"}</h2>
      <progress max=${Math.max(total, 1)} value=${done} aria-label="Lines read" />
      <p>${numbered(done)} of ${numbered(total)} ${total === 1 ? "line" : "lines"}: ${FACTS.map(([name, word]) => job[name] > 0 && `${numbered(job[name])} ${word}`).filter(Boolean).join(", ") || "none was taken yet"}.</p>
      ${!isOver && html`<p class="hint">It goes on by itself: you can leave this page and come back to its address.</p>`}
      <p class="actions"><a class="button" href=${HOME}>To the subscribers</a>${isOver && html`<a class="button" href="${HOME}/import">Import more</a>`}</p>
    </div>
    <${Errors} errors=${errors} />`;
}

export const Import = ({ route }) => html`
  <${Heading} title="Import subscribers" back=${[HOME, "Subscribers"]} />
  ${route.part ? html`<${Progress} key=${route.part} id=${route.part} />` : html`<${Write} />`}`;
