// The dialog that asks to sign in again; loaded when it is needed.
import { html } from "../../vendor/preact.js";
import { useEffect } from "../../vendor/hooks.js";
import { SignInForm, Ways } from "../account/credentials.js";
import { session, signInPath, user } from "../account/session.js";
import { Dialog } from "../parts/dialog.js";
import { current } from "./store.js";

const stay = () => {};

/** Somebody else's session shows somebody else's organizations: the page starts anew. */
const resume = (close) => (user().id === current().user.id ? close() : location.assign("/dashboard"));

export function SignInAgain({ close }) {
  useEffect(() => {
    const inAnotherTab = () => user() && resume(close);
    session.addEventListener("change", inAnotherTab);
    return () => session.removeEventListener("change", inAnotherTab);
  }, []);
  return html`
    <${Dialog} title="Sign in again" onClose=${stay}>
      <p>Your session has ended. What you were doing is still here.</p>
      <${Ways} back=${location.pathname}><${SignInForm} email=${current().user.email} onEntered=${stay} /></${Ways}>
      <p class="hint"><a href=${signInPath()}>Go to the sign-in page instead</a></p>
    </${Dialog}>`;
}
