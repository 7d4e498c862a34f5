// What all account pages share: the masthead, one column, and the way they start.
import { html, render } from "../../vendor/preact.js";
import { Icon } from "../status.js";
import { api } from "../api.js";
import { entered } from "./session.js";

const Frame = ({ children }) => html`
  <header class="masthead centred"><a class="brand" href="/"><${Icon} tone="ok" /><strong>Allclear</strong></a></header>
  <main class="account">${children}</main>`;

export function start(view) {
  const root = document.getElementById("account");
  root.replaceChildren();
  render(html`<${Frame}><${view} /></${Frame}>`, root);
}

/** The secret in a link of a mail; in the fragment, so that it reaches no log. */
export const linkToken = () => new URLSearchParams(location.hash.slice(1)).get("token") ?? "";

export const anonymously = { anonymous: true };
export const signIn = async (email, password) => entered(await api.post("/api/auth/sign-in", { email, password }, anonymously));
export const signUp = async (name, email, password) => entered(await api.post("/api/auth/sign-up", { name, email, password }, anonymously));

/** The ways to sign in here; a provider that pages know no client of is for programs: decision 0018. */
export async function providers() {
  const { providers: listed } = await api.get("/api/auth/config", anonymously);
  return listed.filter(({ type, client_id: id }) => type === "embedded" || id);
}

/** The same page with another way of entering, which leads back to where this one would. */
export const keepingReturn = (path) => path + location.search;
