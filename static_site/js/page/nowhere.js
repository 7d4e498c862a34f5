// An address below /status where there is nothing.
import { html } from "../../vendor/preact.js";

export const Nowhere = () => html`
  <main class="message">
    <h1>There is no status page here</h1>
    <p>Nothing is published at <strong>${location.pathname}</strong>. The address may have changed, or have been mistyped.</p>
    <p><a class="button" href="/">What is Allclear?</a></p>
  </main>`;
