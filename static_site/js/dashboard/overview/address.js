// Where the page is, to be copied and opened.
import { html } from "../../../vendor/preact.js";
import { copy } from "../../parts/once.js";
import { didStep } from "./done-steps.js";

export function Address({ organization: { id, slug, host } }) {
  const path = host ? `${location.protocol}//${host}${location.port && `:${location.port}`}` : `/status/${slug}`;
  const { host: shownHost, pathname, href } = new URL(path, location);
  const shared = () => didStep(id, "shared");
  return html`
    <section class="panel" aria-labelledby="address">
      <h2 id="address">Your page</h2>
      <p class="address" dir="ltr"><a href=${path} target="_blank" rel="noopener" onClick=${shared}>${shownHost}${host ? "" : pathname}<span class="visually-hidden"> (opens in a new tab)</span></a></p>
      <div class="actions">
        <button class="button" onClick=${() => { shared(); copy(href); }}>Copy address</button>
        <a class="button" href=${path} target="_blank" rel="noopener" onClick=${shared}>Open page<span class="visually-hidden"> (in a new tab)</span></a>
      </div>
    </section>`;
}
