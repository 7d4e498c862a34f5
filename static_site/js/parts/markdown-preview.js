// What becomes of a text with Markdown: parsed by the server, which has the one rule for it, and drawn as on the page.
import { html } from "../../vendor/preact.js";
import { useEffect, useState } from "../../vendor/hooks.js";
import { api } from "../api.js";
import { MARKS } from "../facts/forms.js";
import { Prose } from "../page/entries.js";

const SOME_MARK = new RegExp(MARKS, "m");

/** The tree of a text; undefined for a plain one. */
export async function treeOf(text) {
  if (!SOME_MARK.test(text)) return undefined;
  const { tree } = await api.post("/api/preview", { text }, { changesNothing: true });
  return tree ?? undefined;
}

/** A text as visitors will read it. */
export function Shown({ text }) {
  const [{ of, tree, problem }, found] = useState({});
  useEffect(() => {
    let isWanted = true;
    const tell = (answer) => isWanted && found({ of: text, ...answer });
    treeOf(text).then((made) => tell({ tree: made }), (refused) => tell({ problem: refused.message }));
    return () => (isWanted = false);
  }, [text]);
  const content = () => {
    if (!text.trim()) return html`<p class="hint">Nothing is written yet.</p>`;
    if (of !== text) return html`<p class="hint">Loading…</p>`;
    return problem ? html`<p class="error">${problem}</p>` : html`<${Prose} text=${text} tree=${tree} />`;
  };
  return html`<div class="shown" role="status" aria-label="Preview">${content()}</div>`;
}
