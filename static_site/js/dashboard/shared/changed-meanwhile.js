// What somebody else changed while a form was open.
import { html } from "../../../vendor/preact.js";
import { lazy } from "./lazy.js";

const ChangedList = lazy(async () => (await import("./changed-list.js")).ChangedList, () => null);

/** `words` {name: value => text}. */
export function ChangedMeanwhile({ isBehind, look, ...rest }) {
  if (isBehind) return html`
    <div class="notice" role="status"><p>Somebody else changed this while you were editing.</p>
      <p><button type="button" class="button small" onClick=${look}>See what changed</button></p></div>`;
  return rest.theirs?.changed.length ? html`<${ChangedList} ...${rest} />` : null;
}
