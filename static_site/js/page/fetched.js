// What the pages below the overview share: documents that are fetched when somebody looks at them.
import { html } from "../../vendor/preact.js";

/** A document; undefined when there is none. */
export async function fetched(path) {
  const answer = await fetch(path);
  if (answer.status === 404) return undefined;
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return answer.json();
}

export const Back = ({ page: { organization } }) => html`<p class="back"><a href="/status/${organization.slug}">Current status</a></p>`;
export const NotLoaded = ({ retry }) => html`
  <div class="notice"><p>What is older cannot be loaded right now.</p><p><button class="button" onClick=${retry}>Try again</button></p></div>`;
