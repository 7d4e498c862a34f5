// /reset-password#token=...
import { html } from "../../vendor/preact.js";
import { useState } from "../../vendor/hooks.js";
import { api } from "../api.js";
import { wrongPassword } from "../parts/checks.js";
import { Form, useForm } from "../parts/form.js";
import { Incomplete, isWhole, linkToken, start } from "./frame.js";
import { PASSWORD_HINT, PasswordField, anonymously } from "./sign-in-form.js";

function ResetPassword() {
  const [done, setDone] = useState(false);
  const form = useForm({
    initial: { password: "" },
    check: ({ password }) => ({ password: wrongPassword(password) }),
    submit: async ({ password }) => {
      await api.post("/api/auth/reset-password", { token: linkToken(), password }, anonymously);
      setDone(true);
    },
  });
  if (done) return html`
    <h1>Your password is changed</h1>
    <p role="status">All your other sessions are signed out.</p>
    <p><a class="button primary wide" href="/sign-in">Sign in</a></p>`;
  if (!isWhole()) return html`<${Incomplete}>, or <a href="/forgot-password">ask for a new one</a><//>`;
  return html`
    <h1>Choose a new password</h1>
    <${Form} form=${form} action="Change password"><input type="text" autocomplete="username" hidden /><${PasswordField} form=${form} label="New password" autocomplete="new-password" hint=${PASSWORD_HINT} /><//>`;
}

start(ResetPassword);
