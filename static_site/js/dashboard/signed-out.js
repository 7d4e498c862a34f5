// When the session is over in the middle of work: signing in again in place, so that nothing typed is lost.
import { html } from "../../vendor/preact.js";
import { useEffect } from "../../vendor/hooks.js";
import { SignInForm, Ways } from "../account/credentials.js";
import { session, signInPath, signOut, user } from "../account/session.js";
import { Dialog, shown } from "../parts/dialog.js";
import { forgetDrafts } from "../parts/draft.js";
import { current } from "./store.js";

let asking = null;
let isLeaving = false;
const stay = () => {};

/** Somebody else's session shows somebody else's organizations: the page starts anew. */
const resume = (close) => (user().id === current().user.id ? close() : location.assign("/dashboard"));

function SignInAgain({ close }) {
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

/** Resolves once signed in again, however many requests wait for it. */
export function askToSignInAgain() {
  if (isLeaving) return new Promise(stay);
  asking ??= shown(SignInAgain).then(() => (asking = null));
  return asking;
}

/** Signs out here and in all tabs, and leaves. */
export async function leave() {
  isLeaving = true;
  forgetDrafts();
  await signOut().catch(stay);
  location.assign("/");
}
