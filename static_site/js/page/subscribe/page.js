// Subscribing at an address of its own, for a link that somebody was given.
import { html } from "../../../vendor/preact.js";
import { Back } from "../fetched.js";
import { Subscribe } from "./form.js";

const View = ({ page }) => html`
  <${Back} page=${page} />
  <h2>Get updates</h2>
  <div class="subscribe"><${Subscribe} page=${page} close=${() => location.assign(`/status/${page.organization.slug}`)} /></div>`;

export const subscribePage = { view: View, titleOf: () => "Subscribe" };
