// Leaving a form, the page or the session while something is not sent yet.
import { html } from "../../vendor/preact.js";
import { confirmed } from "../parts/dialog.js";
import { hasDrafts } from "../parts/drafts.js";
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
export const maySignOut = async () =>
  (!hasDrafts() && !hasUnsaved()) || sure("Sign out without sending?", "You have typed something that is not sent. Signing out removes it from this device.", "Sign out");
