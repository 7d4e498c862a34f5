// Leaving a form, the page or the session, on purpose or because the session ends, while something is not sent yet.
import { html } from "../../vendor/preact.js";
import { signInPath, signOut, user } from "../account/session.js";
import { confirmed } from "../parts/dialog.js";
import { forgetDrafts, hasDrafts } from "../parts/drafts.js";
import { hasUnsaved } from "../parts/unsaved.js";

/** The browser asks, in words of its own, before it reloads or closes the page. */
export const guardPage = () => addEventListener("beforeunload", (event) => hasUnsaved() && event.preventDefault());

const sure = (title, text, action) => confirmed({ title, text: html`<p>${text}</p>`, action, keep: "Stay here" });

/** Whether what is shown may be left: asked when something would be lost; `stay()` runs before that. */
export async function mayLeave(stay = () => {}) {
  if (!hasUnsaved()) return true;
  stay();
  return sure("Leave without saving?", "You have typed something here that is not saved. It is lost when you leave.", "Leave");
}

/** Whether to sign out, which takes every draft off this device. */
const maySignOut = async () =>
  (!hasDrafts() && !hasUnsaved()) || sure("Sign out without sending?", "You have typed something that is not sent. Signing out removes it from this device.", "Sign out");

let isLeaving = false;
const stay = () => {};

/** Signs out here and in all tabs, and leaves. */
export async function leave() {
  if (!(await maySignOut())) return;
  isLeaving = true;
  forgetDrafts();
  await signOut().catch(stay);
  location.assign("/");
}

/** Resolves once signed in again. What asks is loaded then; without it there is the sign-in page, and drafts are kept. */
export async function askToSignInAgain() {
  if (isLeaving) return new Promise(stay);
  const before = user();
  const asking = await import("./sign-in-again.js").catch(() => null);
  if (asking) return asking.askToSignInAgain(!before && user());
  location.assign(signInPath());
  return new Promise(stay);
}
