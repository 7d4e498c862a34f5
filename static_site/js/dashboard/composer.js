// The box for saying more. What is typed outlives a reload, a closed tab and an expired session.
import { html } from "../../vendor/preact.js";
import { useEffect, useRef } from "../../vendor/hooks.js";
import { Problem, api } from "../api.js";
import { draftOf } from "../parts/draft.js";
import { useForm } from "../parts/form.js";
import { Dialog, shown } from "../parts/dialog.js";
import { Timeline } from "../status.js";
import { ahead, known } from "./store.js";

const Newer = ({ news, close }) => html`
  <${Dialog} title="Somebody else was faster" onClose=${() => close(false)}>
    <p>This was said while you were writing:</p>
    ${news.length ? html`<${Timeline} updates=${news} />` : html`<p class="hint">No words: something about it was edited.</p>`}
    <div class="actions">
      <button class="button primary" onClick=${() => close(true)}>Post mine as well</button>
      <button class="button" onClick=${() => close(false)}>Back to my text</button>
    </div>
  </${Dialog}>`;

/**
 * A form that posts about the entry as it was when typing began; when others were faster, asks before posting.
 * `post(values, {version})` writes.
 */
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
        return faster(values);
      }
    },
  });

  async function faster(values) {
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

  /** Whoever types has seen what was on the screen when they began. */
  const begin = () => {
    if (!form.values.text) seen.current = known(kind, entry.id) ?? entry;
  };
  if (!form.values.text && !form.saving) begin();
  useEffect(() => {
    if (!form.values.text) form.set({ status: entry.status });
  }, [entry.status]);
  return { form, begin };
}
