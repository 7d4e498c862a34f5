// Posting an update while others may post theirs: who was slower reads first what was said meanwhile.
import { html } from "../../../vendor/preact.js";
import { useEffect, useRef } from "../../../vendor/hooks.js";
import { Problem, api } from "../../api.js";
import { Dialog, shown } from "../../parts/dialog.js";
import { draftOf } from "../../parts/drafts.js";
import { useForm } from "../../parts/form.js";
import { Timeline } from "../../page/entries.js";
import { ahead, known } from "../store.js";

const Newer = ({ news, close }) => html`
  <${Dialog} title="Somebody else has posted an update" onClose=${() => close(false)}>
    <p>It was posted while you were writing:</p>
    ${news.length ? html`<${Timeline} updates=${news} />` : html`<p class="hint">They wrote no update: they changed something else about it.</p>`}
    <div class="actions">
      <button class="button primary" onClick=${() => close(true)}>Post mine as well</button>
      <button class="button" onClick=${() => close(false)}>Keep editing</button>
    </div>
  <//>`;

/** A form about the entry as it was when typing began; when it has changed since, posting asks first. */
export function useComposer({ kind, entry, initial, check, post, done }) {
  const draft = draftOf(`${kind}.${entry.id}`, ({ text }) => !text);
  const seen = useRef(entry);
  const form = useForm({
    initial,
    check,
    draft,
    submit: async (values) => {
      try {
        return finished(await post(values, { version: seen.current.version }), values);
      } catch (problem) {
        if (!problem.isConflict) throw problem;
        return ask(values);
      }
    },
  });

  async function ask(values) {
    const newer = await api.get(`/api/${kind}/${entry.id}`);
    const said = new Set(seen.current.updates.map(({ id }) => id));
    const news = newer.updates.filter(({ id }) => !said.has(id));
    const goesOn = await shown(({ close }) => html`<${Newer} news=${news} close=${close} />`);
    seen.current = newer;
    ahead(kind, newer);
    if (!goesOn) throw new Problem({ status: 412, detail: "Nothing was posted. Your text is still here." });
    return finished(await post(values, { version: newer.version }), values);
  }

  function finished(saved, values) {
    draft.forget();
    seen.current = saved;
    ahead(kind, saved);
    form.setValues({ ...initial, status: saved.status });
    done(saved, values);
  }

  /** What was on the screen when somebody begins to type is what they have seen. */
  const begin = () => {
    if (!form.values.text) seen.current = known(kind, entry.id) ?? entry;
  };
  if (!form.values.text && !form.saving) begin();
  useEffect(() => {
    if (!form.values.text) form.set({ status: entry.status });
  }, [entry.status]);
  return { form, begin };
}
