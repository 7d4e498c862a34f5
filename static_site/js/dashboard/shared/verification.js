// Whether the caller has proven their email address, and how they can.
import { html } from "../../../vendor/preact.js";
import { useEffect, useState } from "../../../vendor/hooks.js";
import { session } from "../../account/session.js";
import { api } from "../../api.js";
import { attempted, toast } from "../../parts/toast.js";

/** Who the caller is by now, asked again when they come back: an address is verified in another tab, as a rule. */
export function useMe() {
  const [me, setMe] = useState();
  useEffect(() => {
    const ask = () => document.hidden || api.get("/api/auth/me").then(setMe, () => {});
    const heard = [[session, "renewed"], [document, "visibilitychange"], [window, "focus"]];
    for (const [source, event] of heard) source.addEventListener(event, ask);
    ask();
    return () => heard.forEach(([source, event]) => source.removeEventListener(event, ask));
  }, []);
  return me;
}

export const isUnverified = (me) => me?.email_verified === false;

async function resend({ email }) {
  await api.post("/api/auth/resend-verification", {});
  toast(`A mail to ${email} is on its way`);
}

/** Says that the address is not verified, until it is; `children` say what that is needed for. */
export const Verification = ({ me, children }) => isUnverified(me) && html`
  <div class="notice">
    <p><strong>${me.email}</strong> is not verified yet. ${children}</p>
    <p><button class="button small" onClick=${() => attempted(() => resend(me))}>Send the mail again</button></p>
  </div>`;
