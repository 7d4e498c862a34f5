// Lists that the API answers page by page.
import { html } from "../../../vendor/preact.js";
import { useEffect, useRef, useState } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { Failure } from "./heading.js";

const AGAIN = 15_000;

/**
 * {items, problem, loading, reload, more}; items are undefined until they are there, and `more` at the end.
 * It is read again now and then, while nothing older is shown; a lazy one is read only by `more()`.
 */
export function useList(path, isLazy) {
  const [{ cursor, ...state }, set] = useState({});
  const isLong = useRef(false);
  const asked = useRef();
  asked.current = path;
  const load = async (from, before = []) => {
    isLong.current = Boolean(from);
    set((shown) => ({ ...shown, loading: true, problem: null }));
    try {
      const { items, next_cursor: next } = await api.get(from ? `${path}${path.includes("?") ? "&" : "?"}cursor=${from}` : path);
      if (asked.current !== path) return; // another list is wanted by now
      set({ items: [...before, ...items], cursor: next });
    } catch (problem) {
      set((shown) => ({ ...shown, loading: false, problem }));
    }
  };
  const reload = () => load();
  useEffect(() => {
    if (isLazy) return undefined;
    reload();
    const timer = setInterval(() => document.hidden || isLong.current || reload(), AGAIN);
    return () => clearInterval(timer);
  }, [path]);
  return { ...state, reload, more: state.items && !cursor ? undefined : () => load(cursor, state.items) };
}

/** The rest of a list: of one that goes back in time, what is older. */
export const More = ({ more, loading, problem, older }) => problem
  ? html`<${Failure} problem=${problem} retry=${more} />`
  : more && html`<p><button class="button" aria-disabled=${loading} onClick=${() => loading || more()}>${loading ? "Loading…" : older ? "Show older" : "Show more"}</button></p>`;

/** A list in each of its states; `children(items)` draws what is there. */
export function Listed({ list, empty, older, children }) {
  if (list.problem && !list.items) return html`<${Failure} problem=${list.problem} retry=${list.reload} />`;
  if (!list.items) return html`<div class="placeholder waiting"><p class="visually-hidden">Loading…</p></div>`;
  if (!list.items.length && !list.more) return html`<p class="empty">${empty}</p>`;
  return html`${children(list.items)}<${More} ...${list} older=${older} />`;
}

export const ListRow = ({ title, hint, children }) => html`<li class="list-row"><div>${title}<div class="hint">${hint}</div></div>${children}</li>`;
