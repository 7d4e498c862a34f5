// Lists that are asked for, and not live: the team, keys, the log, sessions.
import { html } from "../../vendor/preact.js";
import { useEffect, useState } from "../../vendor/hooks.js";
import { api } from "../api.js";
import { Failure } from "./parts.js";

/** {items, cursor, problem, reload, more}; items are undefined until they are there. Looked at again, it is read again. */
export function useList(path) {
  const [state, set] = useState({});
  const load = async (cursor, before = []) => {
    try {
      const answer = await api.get(cursor ? `${path}${path.includes("?") ? "&" : "?"}cursor=${cursor}` : path);
      set({ items: [...before, ...answer.items], cursor: answer.next_cursor });
    } catch (problem) {
      set((shown) => ({ ...shown, problem }));
    }
  };
  const reload = () => load();
  useEffect(() => {
    reload();
    const again = () => document.hidden || reload();
    document.addEventListener("visibilitychange", again);
    return () => document.removeEventListener("visibilitychange", again);
  }, [path]);
  return { ...state, reload, more: state.cursor && (() => load(state.cursor, state.items)) };
}

/** A list in each of its states; `children(items)` draws what is there. */
export function Listed({ list, empty, children }) {
  if (list.problem && !list.items) return html`<${Failure} problem=${list.problem} retry=${list.reload} />`;
  if (!list.items) return html`<div class="placeholder waiting"><p class="visually-hidden">Loading…</p></div>`;
  if (!list.items.length && !list.more) return html`<p class="empty">${empty}</p>`;
  return html`${children(list.items)}${list.more && html`<p><button class="button" onClick=${list.more}>Show older</button></p>`}`;
}
