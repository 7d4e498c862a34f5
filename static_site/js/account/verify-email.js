// /verify-email#token=...
import { html } from "../../vendor/preact.js";
import { useEffect, useState } from "../../vendor/hooks.js";
import { api } from "../api.js";
import { anonymously } from "./forms.js";
import { linkToken, start } from "./frame.js";

function VerifyEmail() {
  const [state, setState] = useState({ title: "Verifying your email address…" });
  useEffect(() => {
    api.post("/api/auth/verify-email", { token: linkToken() }, anonymously).then(
      () => setState({ title: "Your email address is verified", done: true }),
      ({ status, message }) => setState({ title: "This link did not work", text: status && status < 500 ? "It was used already, or it is too old." : message }),
    );
  }, []);
  return html`
    <h1>${state.title}</h1>
    ${state.text && html`<p class="problem" role="alert">${state.text} A new link can be sent from your profile.</p>`}
    ${state.title && (state.done || state.text) && html`<p><a class="button ${state.done ? "primary" : ""} wide" href=${state.done ? "/dashboard" : "/dashboard/profile"}>Continue</a></p>`}`;
}

start(VerifyEmail);
