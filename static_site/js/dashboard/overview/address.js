// Where the page is, to be copied and opened.
import { html } from "../../../vendor/preact.js";
import { copy } from "../../parts/dialog.js";
import { didStep } from "./done-steps.js";

export function Address({ organization: { id, slug } }) {
  const path = `/status/${slug}`;
  const shared = () => didStep(id, "shared");
  return html`
    <section class="panel" aria-labelledby="address">
      <h2 id="address">Your page</h2>
      <p class="address" dir="ltr"><a href=${path} target="_blank" rel="noopener" onClick=${shared}>${location.host}${path}<span class="visually-hidden"> (opens in a new tab)</span></a></p>
      <div class="actions">
        <button class="button" onClick=${() => { shared(); copy(location.origin + path); }}>Copy address</button>
        <a class="button" href=${path} target="_blank" rel="noopener" onClick=${shared}>Open page<span class="visually-hidden"> (in a new tab)</span></a>
      </div>
    </section>`;
}
