// Views that are loaded when they are first shown.
import { html } from "../../../vendor/preact.js";
import { useEffect, useState } from "../../../vendor/hooks.js";
import { UNREACHABLE } from "../../api.js";
import { Failure, Skeleton } from "./heading.js";

/** {view, problem, load}: what `import()` answered, once for all who show it. */
export function useLoaded(loading) {
  const [, draw] = useState(0);
  const [failed, fail] = useState({});
  const load = async () => {
    fail({});
    try {
      loading.view ??= await loading.load();
      draw((before) => before + 1);
    } catch {
      fail({ of: loading, problem: { message: UNREACHABLE } });
    }
  };
  useEffect(() => {
    if (!loading.view) load();
  }, [loading]);
  return { view: loading.view, problem: failed.of === loading ? failed.problem : undefined, load };
}

/** The view that `load()` answers, with a placeholder until it is there: `lazy(async () => (await import("./edit.js")).Edit)`. */
export function lazy(load, waiting = Skeleton) {
  const loading = { load };
  return function Lazy(props) {
    const { view, problem, load: retry } = useLoaded(loading);
    if (problem) return html`<${Failure} problem=${problem} retry=${retry} />`;
    return view ? html`<${view} ...${props} />` : html`<${waiting} />`;
  };
}
