// What all account pages share: the masthead, one column, and the way they start.
import { html, render } from "../../vendor/preact.js";
import { Mark } from "../parts/mark.js";

const Frame = ({ children }) => html`
  <header class="masthead centred"><a class="brand" href="/"><${Mark} /><strong>Allclear</strong></a></header>
  <main class="account">${children}</main>`;

export function start(view) {
  const root = document.getElementById("account");
  root.replaceChildren();
  render(html`<${Frame}><${view} /><//>`, root);
}

/** The secret in the link of a mail; it stands in the fragment so that no log has it. */
export const linkToken = () => new URLSearchParams(location.hash.slice(1)).get("token") ?? "";

/** Whether the link came whole: some mail programs break links. */
export const isWhole = () => /^[\w.-]{20,}$/.test(linkToken());

/** The same page with another way of entering, which leads back to where this one would. */
export const keepingReturn = (path) => path + location.search;

/** What stands in place of a page whose link did not come whole. */
export const Incomplete = ({ children }) => html`
  <h1>This link is not complete</h1>
  <p>Open it from the mail again${children}.</p>`;
