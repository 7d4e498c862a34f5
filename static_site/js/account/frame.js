// What all account pages share: the masthead, one column, and the way they start.
import { html, render } from "../../vendor/preact.js";
import { Icon } from "../status.js";

const Frame = ({ children }) => html`
  <header class="masthead centred"><a class="brand" href="/"><${Icon} tone="ok" /><strong>Allclear</strong></a></header>
  <main class="account">${children}</main>`;

export function start(view) {
  const root = document.getElementById("account");
  root.replaceChildren();
  render(html`<${Frame}><${view} /><//>`, root);
}

/** The secret in a link of a mail; in the fragment, so that it reaches no log. */
export const linkToken = () => new URLSearchParams(location.hash.slice(1)).get("token") ?? "";

/** Whether the link came whole: some mail programs break them. */
export const isWhole = () => linkToken().length >= 20;

/** The same page with another way of entering, which leads back to where this one would. */
export const keepingReturn = (path) => path + location.search;
