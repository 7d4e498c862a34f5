// What every page of an organization shares: whose it is, where it leads, and when it was last true.
import { html } from "../../vendor/preact.js";
import { Prose } from "./entries.js";
import { setOwnWords } from "./states.js";

/** What every page of an organization shares: who it is, and where one is. */
export function Shell({ page: { organization }, children }) {
  setOwnWords(organization.status_words);
  return html`
  <header class="masthead">
    <a class="brand" href="/status/${organization.slug}">
      ${/^https:/.test(organization.logo_url) && html`<img src=${organization.logo_url} alt="" referrerpolicy="no-referrer" />`}
      <h1>${organization.name} <span class="brand-word">status</span></h1>
    </a>
    ${/^https?:/.test(organization.website_url) && html`<a class="website" href=${organization.website_url} rel="noopener">${new URL(organization.website_url).host}</a>`}
  </header>
  <main>${children}</main>
  <footer class="footer">
    ${organization.footer_text && html`<div class="own-words"><${Prose} text=${organization.footer_text} /></div>`}
    ${organization.links?.length > 0 && html`<p class="own-words">${organization.links.map(({ label, url }) => html`<a href=${url} rel="noopener">${label}</a> `)}</p>`}
    <p>Times are in your time zone, ${Intl.DateTimeFormat().resolvedOptions().timeZone.replaceAll("_", " ")}.</p>
    <p>Powered by <a href="/">Allclear</a></p>
  </footer>`;
}
