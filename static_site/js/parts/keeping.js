// The values of a form, none of which gets lost: kept as a draft while they are not sent, or held on to by asking.
import { html } from "../../vendor/preact.js";
import { useEffect, useRef, useState } from "../../vendor/hooks.js";
import { toast } from "./toast.js";
import { holdBack } from "./unsaved.js";

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const differ = (one, other) => Object.keys(one).some((name) => !same(one[name], other[name]));

/** Says where to find again what was typed, when somebody leaves it. */
const keptWords = (path) => (path === location.pathname + location.search
  ? "What you typed is kept as a draft. It is not sent."
  : html`What you typed is kept as a draft. <a href=${path}>Go back to it</a>`);

/**
 * {values, set, setValues, isRestored, discard, cancel, rest, sending}. `draft` is what keeps them (drafts.js); `base()` answers what
 * the values are about, to be kept with them. `rest(values)` says which values need no keeping from now on; `sending(work)` does
 * the work that sends them, after which they need none.
 */
export function useKeeping({ initial, draft, base }) {
  const [values, draw] = useState(() => ({ ...initial, ...draft?.read()?.values }));
  const [isRestored, setRestored] = useState(() => Boolean(draft?.read()));
  const now = useRef({ values, clean: initial, path: location.pathname + location.search, release: () => {} }).current;
  Object.assign(now, { draft, base });

  const isUnsent = () => now.values !== now.sent && (now.draft?.isEmpty ? !now.draft.isEmpty(now.values) : differ(now.values, now.clean));

  /** Keeps what there is to be kept; what can't be kept holds the page back. */
  function settle() {
    now.release();
    now.release = () => {};
    if (now.draft === null) return;
    if (!isUnsent()) now.draft?.forget();
    else if (!now.draft?.keep(now.values, now.base?.())) now.release = holdBack();
  }
  const setValues = (next) => {
    now.values = next.call ? next(now.values) : next;
    draw(now.values);
    settle();
  };
  const rest = (next) => {
    now.clean = next;
    settle();
  };
  const discard = () => {
    setRestored(false);
    setValues(now.clean);
    now.draft?.forget();
  };
  const sending = async (work) => {
    const given = (now.isSending = now.values);
    try {
      await work(given);
      now.sent = given;
      setRestored(false);
      settle();
    } finally {
      now.isSending = null;
    }
  };
  /** Throws away what was typed, and offers it back for a while. */
  const cancel = () => {
    if (!now.draft || !isUnsent()) return;
    const [{ draft: thrown, values: typed }, about] = [now, now.base?.()];
    discard();
    toast("Your draft is discarded", { undo: () => thrown.keep(typed, about) && toast("Your draft is kept: open the form again to go on") });
  };
  useEffect(() => () => {
    now.release();
    if (now.draft && !now.isSending && isUnsent()) toast(keptWords(now.path));
  }, []);
  return { values, set: (changes) => setValues((before) => ({ ...before, ...changes })), setValues, isRestored, discard, cancel, rest, sending };
}
