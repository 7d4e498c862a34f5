// The address of one incident or maintenance, wherever it is found.
import { html } from "../../../vendor/preact.js";
import { words } from "../../page/states.js";
import { Failure, Heading, Skeleton } from "../shared/heading.js";
import { useEntry } from "./use-entry.js";

/** The page of one; `draw(entry)` shows it, once it is there. */
export function Entry({ kind, one, route, draw }) {
  const { entry, problem, retry } = useEntry(kind, route.id);
  if (entry) return draw(entry, retry);
  if (!problem) return html`<${Skeleton} />`;
  const isMissing = problem.status === 404;
  return html`
    <${Heading} title=${isMissing ? `This ${one} is not there any more` : words(one)} back=${[`/dashboard/${kind}`, words(kind)]} />
    ${isMissing ? html`<p class="empty">It was deleted, or the address is mistyped.</p>` : html`<${Failure} problem=${problem} retry=${retry} />`}`;
}
