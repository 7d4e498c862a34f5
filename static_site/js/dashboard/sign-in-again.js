// Sessions end while people work: they sign in again where they are.
import { html } from "../../vendor/preact.js";
import { useEffect } from "../../vendor/hooks.js";
import { session, signInPath, user } from "../account/session.js";
import { Dialog, shown } from "../parts/dialog.js";
import { current } from "./store.js";

let asking = null;
const stay = () => {};

/** The form is loaded when it is needed; without it there is still the way to the sign-in page. */
const loadForm = () => import("../account/sign-in-form.js").catch(() => null);

/** Resolves once signed in again, however many requests wait for it; `isBack` when that happened in another tab by now. */
export function askToSignInAgain(isBack) {
  asking ??= ask(isBack).finally(() => (asking = null));
  return asking;
}

async function ask(isBack) {
  let hasChanged = false;
  const note = () => (hasChanged = true);
  session.addEventListener("change", note);
  const form = await loadForm();
  session.removeEventListener("change", note);
  if (isBack || (hasChanged && user())) return resume(stay); // in another tab, while it was loaded
  return shown(({ close }) => html`<${SignInAgain} form=${form} close=${close} />`);
}

/** Somebody else's session shows somebody else's organizations: the page starts anew. */
const resume = (close) => (user().id === current().user.id ? close() : location.assign("/dashboard"));

function SignInAgain({ form, close }) {
  useEffect(() => {
    const inAnotherTab = () => user() && resume(close);
    session.addEventListener("change", inAnotherTab);
    return () => session.removeEventListener("change", inAnotherTab);
  }, []);
  return html`
    <${Dialog} title="Sign in again" onClose=${stay}>
      <p>Your session has ended. What you were doing is still here.</p>
      ${form && html`<${form.Ways} back=${location.pathname}><${form.SignInForm} email=${current().user.email} onEntered=${stay} /><//>`}
      <p class="hint"><a href=${signInPath()}>Go to the sign-in page instead</a></p>
    <//>`;
}
