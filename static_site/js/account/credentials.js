// The forms to sign in and to sign up by, on pages of their own and inside others.
import { html } from "../../vendor/preact.js";
import { useEffect, useState } from "../../vendor/hooks.js";
import { Field, Form, required, useForm } from "../parts/form.js";
import { providers, signIn, signUp } from "./frame.js";
import { returnPath } from "./session.js";

const SHORTEST = 10;

export const wrongEmail = (email) => (/^[^@\s]+@[^@\s]+\.[^@\s.]{2,}$/.test(email.trim()) ? "" : "Enter an email address, such as name@example.com");
export const wrongPassword = (password) => (password.length >= SHORTEST ? "" : `Choose a password of at least ${SHORTEST} characters`);

export const EmailField = ({ form, ...rest }) => html`<${Field} form=${form} name="email" label="Email address" type="email" autocomplete="username" spellcheck="false" ...${rest} />`;

export function PasswordField({ form, name = "password", label = "Password", ...rest }) {
  const [isShown, show] = useState(false);
  const toggle = html`<label class="choice"><input type="checkbox" checked=${isShown} onChange=${() => show(!isShown)} /> Show password</label>`;
  return html`<${Field} form=${form} name=${name} label=${label} type=${isShown ? "text" : "password"} autocomplete="current-password" after=${toggle} ...${rest} />`;
}

export function SignInForm({ onEntered, email = "" }) {
  const form = useForm({
    initial: { email, password: "" },
    check: ({ email, password }) => ({ email: wrongEmail(email), password: required("your password")(password) }),
    submit: async ({ email, password }) => onEntered(await signIn(email.trim(), password)),
  });
  return html`
    <${Form} form=${form} action="Sign in" saving="Signing in…">
      <${EmailField} form=${form} />
      <${PasswordField} form=${form} />
    </${Form}>`;
}

export function SignUpForm({ onEntered, email = "" }) {
  const form = useForm({
    initial: { name: "", email, password: "" },
    check: ({ name, email, password }) => ({ name: required("your name")(name), email: wrongEmail(email), password: wrongPassword(password) }),
    submit: async ({ name, email, password }) => onEntered(await signUp(name, email.trim(), password)),
  });
  return html`
    <${Form} form=${form} action="Create account" saving="Creating your account…">
      <${Field} form=${form} name="name" label="Your name" hint="Colleagues see it next to what you change." autocomplete="name" maxlength="100" />
      <${EmailField} form=${form} />
      <${PasswordField} form=${form} autocomplete="new-password" hint="At least ${SHORTEST} characters; a few words work well." />
    </${Form}>`;
}

/** Buttons for outside providers, and `children` (a form) when accounts of our own are on. */
export function Ways({ children, back = returnPath() }) {
  const [listed, setListed] = useState([]);
  const [failed, setFailed] = useState("");
  useEffect(() => {
    providers().then(setListed, (problem) => setFailed(problem.message));
  }, []);
  const outside = listed.filter(({ type }) => type !== "embedded");
  const embedded = !listed.length || listed.some(({ type }) => type === "embedded");
  const go = async (provider) => {
    try {
      await (await import("./oidc.js")).begin(provider, back);
    } catch {
      setFailed(`${nameOf(provider)} cannot be reached right now. Try again in a moment.`);
    }
  };
  return html`
    ${failed && html`<p class="problem" role="alert">${failed}</p>`}
    ${outside.map((each) => html`<button key=${each.issuer} class="button wide" onClick=${() => go(each)}>Continue with ${nameOf(each)}</button>`)}
    ${outside.length > 0 && embedded && html`<p class="or">or</p>`}
    ${embedded && children}`;
}

const nameOf = ({ name, type }) => name ?? (type === "clerk" ? "Clerk" : "single sign-on");
