// When the session is over in the middle of work: signing in again in place, so that nothing typed is lost.
import { signOut } from "../account/session.js";
import { shown } from "../parts/dialog.js";
import { forgetDrafts } from "../parts/draft.js";

let asking = null;
let isLeaving = false;
const stay = () => {};

/** Resolves once signed in again, however many requests wait for it. */
export function askToSignInAgain() {
  if (isLeaving) return new Promise(stay);
  asking ??= import("./sign-in-again.js").then(({ SignInAgain }) => shown(SignInAgain)).finally(() => (asking = null));
  return asking;
}

/** Signs out here and in all tabs, and leaves. */
export async function leave() {
  isLeaving = true;
  forgetDrafts();
  await signOut().catch(stay);
  location.assign("/");
}
