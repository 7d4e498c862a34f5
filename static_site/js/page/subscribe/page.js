// Subscribing at an address of its own, for a link that somebody was given.
import { html } from "../../../vendor/preact.js";
import { home } from "../entries.js";
import { Back } from "../fetched.js";
import { Subscribe } from "./form.js";

const View = ({ page }) => html`
  <${Back} />
  <h2>Get updates</h2>
  <div class="subscribe"><${Subscribe} page=${page} close=${() => location.assign(home())} /></div>`;

export const subscribePage = { view: View, titleOf: () => "Subscribe" };
