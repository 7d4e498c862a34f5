// /forgot-password: says the same whether or not there is such an account.
import { html } from "../../vendor/preact.js";
import { useState } from "../../vendor/hooks.js";
import { api } from "../api.js";
import { required } from "../parts/checks.js";
import { Form, useForm } from "../parts/form.js";
import { start } from "./frame.js";
import { EmailField, anonymously } from "./sign-in-form.js";

function ForgotPassword() {
  const [sentTo, setSentTo] = useState("");
  const form = useForm({
    initial: { email: "" },
    check: ({ email }) => ({ email: required("your email address")(email) }),
    submit: async ({ email }) => {
      await api.post("/api/auth/forgot-password", { email: email.trim() }, anonymously);
      setSentTo(email.trim());
    },
  });
  if (sentTo) return html`
    <h1>Look at your mail</h1>
    <p role="status">If <strong>${sentTo}</strong> has an account here, a link to choose a new password is on its way. It works once, for an hour.</p>
    <p class="aside">Nothing there? Look in the spam folder, or <a href="/forgot-password">try again</a>.</p>`;
  return html`
    <h1>Forgot your password?</h1>
    <p>We send you a link to choose a new one.</p>
    <${Form} form=${form} action="Send link" saving="Sending…"><${EmailField} form=${form} /><//>
    <p class="aside"><a href="/sign-in">Back to sign in</a></p>`;
}

start(ForgotPassword);
