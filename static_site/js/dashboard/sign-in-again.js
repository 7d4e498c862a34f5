// Sessions end while people work: they sign in again where they are. And leaving, on purpose.
import { html } from "../../vendor/preact.js";
import { useEffect } from "../../vendor/hooks.js";
import { session, signInPath, signOut, user } from "../account/session.js";
import { SignInForm, Ways } from "../account/sign-in-form.js";
import { Dialog, shown } from "../parts/dialog.js";
import { forgetDrafts } from "../parts/drafts.js";
import { current } from "./store.js";

let asking = null;
let isLeaving = false;
const stay = () => {};

/** Resolves once signed in again, however many requests wait for it. */
export function askToSignInAgain() {
  if (isLeaving) return new Promise(stay);
  asking ??= shown(SignInAgain).finally(() => (asking = null));
  return asking;
}

/** Signs out here and in all tabs, and leaves. */
export async function leave() {
  isLeaving = true;
  forgetDrafts();
  await signOut().catch(stay);
  location.assign("/");
}

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
      <${Ways} back=${location.pathname}><${SignInForm} email=${current().user.email} onEntered=${stay} /><//>
      <p class="hint"><a href=${signInPath()}>Go to the sign-in page instead</a></p>
    <//>`;
}
