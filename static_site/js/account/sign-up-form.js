// The form that makes an account; only for pages outside the dashboard.
import { html } from "../../vendor/preact.js";
import { api } from "../api.js";
import { LONGEST } from "../facts/forms.js";
import { required, wrongEmail, wrongPassword } from "../parts/checks.js";
import { Field } from "../parts/fields.js";
import { Form, useForm } from "../parts/form.js";
import { entered } from "./session.js";
import { PASSWORD_HINT, EmailField, PasswordField, anonymously } from "./sign-in-form.js";

/** `invitation` is {email, token}: with it, an account of that address is verified and in the organization at once. */
const signUp = async (name, email, password, invitation) => {
  const isInvited = invitation && email.toLowerCase() === invitation.email.toLowerCase();
  const account = { name, email, password, ...(isInvited && { invitation_token: invitation.token }) };
  return entered(await api.post("/api/auth/sign-up", account, anonymously));
};

export function SignUpForm({ onEntered, invitation, email = "" }) {
  const form = useForm({
    initial: { name: "", email, password: "" },
    check: ({ name, email, password }) => ({ name: required("your name")(name), email: wrongEmail(email), password: wrongPassword(password) }),
    submit: async ({ name, email, password }) => onEntered(await signUp(name, email.trim(), password, invitation)),
  });
  return html`
    <${Form} form=${form} action="Create account" saving="Creating your account…">
      <${Field} form=${form} name="name" label="Your name" hint="Colleagues see it next to what you change." autocomplete="name" maxlength=${LONGEST.name} />
      <${EmailField} form=${form} />
      <${PasswordField} form=${form} autocomplete="new-password" hint=${PASSWORD_HINT} />
    <//>`;
}
