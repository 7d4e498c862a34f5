// What incidents and maintenance have in common: one of them by its id, and the past beyond the page.
import { html } from "../../vendor/preact.js";
import { useEffect, useState } from "../../vendor/hooks.js";
import { api } from "../api.js";
import { Failure } from "./parts.js";
import { isGone, known, listen } from "./store.js";

/** One entry: from the live page, else asked for. {entry, problem, retry}; a deleted one is a 404. */
export function useEntry(kind, id) {
  const [asked, setAsked] = useState({});
  const live = known(kind, id);
  const load = () => {
    if (isGone(id)) return setAsked({ problem: { status: 404 } });
    setAsked({});
    return api.get(`/api/${kind}/${id}`).then((entry) => setAsked({ entry }), (problem) => setAsked({ problem }));
  };
  useEffect(() => {
    if (!known(kind, id)) load();
    let wasThere = Boolean(known(kind, id));
    return listen(() => {
      const isThere = Boolean(known(kind, id));
      if (wasThere && !isThere) load();
      wasThere = isThere;
    });
  }, [kind, id]);
  return { entry: live ?? asked.entry, problem: live ? null : asked.problem, retry: load };
}

/** Older entries, page by page; {older, more, loading, problem}: `more` is undefined at the end. */
export function useOlder(kind) {
  const [state, setState] = useState({ older: [], cursor: undefined });
  const more = async () => {
    setState((before) => ({ ...before, loading: true, problem: null }));
    try {
      const { items, next_cursor: cursor } = await api.get(`/api/${kind}?limit=50${state.cursor ? `&cursor=${state.cursor}` : ""}`);
      setState((before) => ({ older: [...before.older, ...items], cursor }));
    } catch (problem) {
      setState((before) => ({ ...before, loading: false, problem }));
    }
  };
  return { ...state, more: state.cursor === null ? undefined : more };
}

export const ShowOlder = ({ more, loading, problem }) => html`
  ${problem && html`<${Failure} problem=${problem} retry=${more} />`}
  ${more && !problem && html`<p><button class="button" aria-disabled=${loading} onClick=${() => loading || more()}>${loading ? "Loading…" : "Show older"}</button></p>`}`;

/** Everything by id, what comes later in the arguments winning. */
export const together = (...lists) => [...new Map(lists.flat().map((each) => [each.id, each])).values()];

export const hasText = (entry, wanted) => {
  const text = [entry.title, entry.description, ...entry.services.map(({ name }) => name), ...entry.updates.map(({ text }) => text)].join("\n");
  return text.toLowerCase().includes(wanted.trim().toLowerCase());
};
