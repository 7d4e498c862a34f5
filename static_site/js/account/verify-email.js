// /verify-email#token=...
import { html } from "../../vendor/preact.js";
import { useEffect, useState } from "../../vendor/hooks.js";
import { api } from "../api.js";
import { Incomplete, isWhole, linkToken, start } from "./frame.js";
import { accessToken, isOurs, renewed } from "./session.js";
import { anonymously } from "./sign-in-form.js";

/** Open tabs learn of it: the token they hold says what was true when it was made. */
async function tellOpenTabs() {
  if (!isOurs()) return;
  const token = await accessToken();
  if (token) await renewed(token);
}

function VerifyEmail() {
  const [state, setState] = useState({ title: "Verifying your email address…" });
  useEffect(() => {
    if (!isWhole()) return;
    api.post("/api/auth/verify-email", { token: linkToken() }, anonymously).then(
      async () => {
        await tellOpenTabs().catch(() => {});
        setState({ title: "Your email address is verified", done: true });
      },
      ({ status, message }) => setState({ title: "This link did not work", text: status && status < 500 ? "It was used already, or it is too old." : message }),
    );
  }, []);
  if (!isWhole()) return html`<${Incomplete} />`;
  return html`
    <h1>${state.title}</h1>
    ${state.text && html`<p class="problem" role="alert">${state.text} A new link can be sent from your profile.</p>`}
    ${(state.done || state.text) && html`<p><a class="button ${state.done ? "primary" : ""} wide" href=${state.done ? "/dashboard" : "/dashboard/profile"}>Continue</a></p>`}`;
}

start(VerifyEmail);
