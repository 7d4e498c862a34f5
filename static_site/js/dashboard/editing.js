// Editing what others may edit at the same moment: nobody's words are overwritten unseen.
// docs/decisions/0017-conflicts.md says how.
import { html } from "../../vendor/preact.js";
import { useRef, useState } from "../../vendor/hooks.js";
import { Problem, api } from "../api.js";
import { useForm } from "../parts/form.js";
import { clashes, merged, same } from "./merge.js";
import { ahead, known } from "./store.js";

/**
 * A form over a resource. `fields` {name: label}; `read(resource)` gives its values; `save(values, {version})` writes them.
 * `kind` is what of the live page it is, if it is; otherwise `reload()` reads it anew.
 * With an id, saving asks for the version the form is about; when that is stale, what differs is shown.
 */
export function useEditing({ kind, reload = () => api.get(`/api/${kind}/${resource.id}`), resource, initial, fields, read = (each) => each, check, save, draft }) {
  const names = Object.keys(fields);
  const valuesOf = (each) => Object.fromEntries(names.map((name) => [name, read(each)[name]]));
  const base = useRef(resource);
  const [theirs, setTheirs] = useState(null);
  const isNew = !resource.id;

  const form = useForm({
    initial: isNew ? initial : valuesOf(resource),
    check,
    draft,
    submit: async (values) => {
      if (isNew) return save(values, {});
      try {
        return await save(values, { version: base.current.version });
      } catch (problem) {
        if (!problem.isConflict) throw problem;
        return meet(await reload());
      }
    },
  });

  /** Takes the newer version as what the form is about; raises when the person has to look. */
  function meet(newer) {
    const before = valuesOf(base.current);
    const after = valuesOf(newer);
    const both = clashes(names, before, after, form.values);
    form.set(merged(names, before, after, form.values));
    base.current = newer;
    if (kind) ahead(kind, newer);
    setTheirs({ values: after, changed: names.filter((name) => !same(before[name], after[name])), both });
    throw new Problem({ status: 412, detail: both.length ? "Somebody else changed the same thing. Choose what to keep, then save again." : "Somebody else changed this meanwhile. Their changes are taken in below: look, then save again." });
  }

  const newest = kind && !isNew && known(kind, resource.id);
  const isBehind = newest && newest.version > base.current.version;
  const look = () => {
    try {
      meet(newest);
    } catch {
      // the notice below says it
    }
  };
  return { form, conflict: { theirs, fields, form, isBehind, look } };
}

const LONG_TEXTS = ["description", "intro_text", "footer_text"];

const written = (value) => (value === "" || value == null || (Array.isArray(value) && !value.length) ? "(empty)" : String(value));

/** What somebody else changed: to take, or not. `words` {name: value => text} where a value is not text. */
export function ChangedMeanwhile({ theirs, fields, form, isBehind, look, words = {} }) {
  if (isBehind) return html`
    <div class="notice" role="status"><p>Somebody else changed this while you were editing.</p>
      <p><button type="button" class="button small" onClick=${look}>See what changed</button></p></div>`;
  if (!theirs?.changed.length) return null;
  const say = (name, value) => written((words[name] ?? ((each) => each))(value));
  const take = (name) => form.set({ [name]: theirs.values[name] });
  return html`
    <div class="notice conflict" role="group" aria-label="What somebody else changed">
      <h3>Changed by somebody else</h3>
      <dl>
        ${theirs.changed.map((name) => html`
          <div key=${name}><dt>${fields[name]}</dt>
            <dd><strong>Theirs:</strong> ${say(name, theirs.values[name])}</dd>
            ${theirs.both.includes(name) && html`<dd><strong>Yours:</strong> ${say(name, form.values[name])}</dd>
            <dd class="actions"><button type="button" class="button small" onClick=${() => take(name)}>Use theirs</button>
              ${LONG_TEXTS.includes(name) && html`<button type="button" class="button small" onClick=${() => form.set({ [name]: `${theirs.values[name]}\n${form.values[name]}` })}>Use both</button>`}
              <span class="hint">Or leave yours as it stands.</span></dd>`}
          </div>`)}
      </dl>
    </div>`;
}
