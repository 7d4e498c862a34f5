// /reset-password#token=...
import { html } from "../../vendor/preact.js";
import { useState } from "../../vendor/hooks.js";
import { PasswordField, anonymously, wrongPassword } from "./forms.js";
import { isWhole, linkToken, start } from "./frame.js";
import { api } from "../api.js";
import { Form, useForm } from "../parts/form.js";

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
  if (!isWhole()) return html`
    <h1>This link is not complete</h1>
    <p>Open it from the mail again, or <a href="/forgot-password">ask for a new one</a>.</p>`;
  return html`
    <h1>Choose a new password</h1>
    <${Form} form=${form} action="Change password"><input type="text" autocomplete="username" hidden /><${PasswordField} form=${form} label="New password" autocomplete="new-password" hint="At least 10 characters; a few words work well." /><//>`;
}

start(ResetPassword);
