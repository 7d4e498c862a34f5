// Signing in, on pages of its own and inside others.
import { html } from "../../vendor/preact.js";
import { useEffect, useState } from "../../vendor/hooks.js";
import { api } from "../api.js";
import { LONGEST, SHORTEST } from "../facts/forms.js";
import { required, wrongEmail } from "../parts/checks.js";
import { Field } from "../parts/fields.js";
import { Form, useForm } from "../parts/form.js";
import { entered, wantedReturn } from "./session.js";

export const anonymously = { anonymous: true };
const signIn = async (email, password) => entered(await api.post("/api/auth/sign-in", { email, password }, anonymously));

/** The ways to sign in here; a provider that pages know no client of is for programs: decision 0018. */
async function providers() {
  const { providers: listed } = await api.get("/api/auth/config", anonymously);
  return listed.filter(({ type, client_id: id }) => type === "embedded" || id);
}

export const PASSWORD_HINT = `At least ${SHORTEST.password} characters; a few words work well.`;

export const EmailField = ({ form, ...rest }) => html`<${Field} form=${form} name="email" label="Email address" type="email" autocomplete="username" spellcheck=${false} maxlength=${LONGEST.email} ...${rest} />`;

export function PasswordField({ form, name = "password", label = "Password", ...rest }) {
  const [isShown, show] = useState(false);
  const toggle = html`<label class="choice"><input type="checkbox" checked=${isShown} onChange=${() => show(!isShown)} /> Show password</label>`;
  return html`<${Field} form=${form} name=${name} label=${label} type=${isShown ? "text" : "password"} autocomplete="current-password" after=${toggle} ...${rest} />`;
}

export function SignInForm({ onEntered, email = "" }) {
  const form = useForm({
    draft: null,
    initial: { email, password: "" },
    check: ({ email, password }) => ({ email: wrongEmail(email), password: required("your password")(password) }),
    submit: async ({ email, password }) => onEntered(await signIn(email.trim(), password)),
  });
  return html`
    <${Form} form=${form} action="Sign in" saving="Signing in…">
      <${EmailField} form=${form} />
      <${PasswordField} form=${form} />
    <//>`;
}

/** Buttons for outside providers, and `children` (a form) when accounts of our own are on. */
export function Ways({ children, back = wantedReturn() }) {
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
      setFailed(`${provider.name} cannot be reached right now. Try again in a moment.`);
    }
  };
  return html`
    ${failed && html`<p class="problem" role="alert">${failed}</p>`}
    ${outside.map((each) => html`<button key=${each.issuer} class="button wide" onClick=${() => go(each)}>Continue with ${each.name}</button>`)}
    ${outside.length > 0 && embedded && html`<p class="or">or</p>`}
    ${embedded && children}`;
}
