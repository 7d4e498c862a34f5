// What the pages below the overview share: documents that are fetched when somebody looks at them.
import { html } from "../../vendor/preact.js";
import { home } from "./entries.js";

/** A document; undefined when there is none. */
export async function fetched(path) {
  const answer = await fetch(path);
  if (answer.status === 404) return undefined;
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return answer.json();
}

/** What `load` finds, or {failed: true}: the page's HTML stays to be read until then. */
export const atFirst = (load) => load().catch(() => ({ failed: true }));

export const Back = () => html`<p class="back"><a href=${home()}>Current status</a></p>`;
export const NotLoaded = ({ retry }) => html`
  <div class="notice"><p>What is older cannot be loaded right now.</p><p><button class="button" onClick=${retry}>Try again</button></p></div>`;

/** The newer of what was fetched and what the live page knows; of the same state what was fetched, which a full page cuts short. */
export function newest(fetched, live) {
  if (!fetched || !live) return fetched ?? live;
  const isSame = fetched.version === live.version && fetched.updates[0]?.id === live.updates[0]?.id;
  return isSame || fetched.version > live.version ? fetched : live;
}
