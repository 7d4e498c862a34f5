// /dashboard/profile: who the caller is, and where they are signed in.
import { html } from "../../../vendor/preact.js";
import { useEffect, useState } from "../../../vendor/hooks.js";
import { hint, session } from "../../account/session.js";
import { api } from "../../api.js";
import { LONGEST } from "../../facts/forms.js";
import { required } from "../../parts/checks.js";
import { Field } from "../../parts/fields.js";
import { Form, useForm } from "../../parts/form.js";
import { attempted, toast } from "../../parts/toast.js";
import { Heading } from "../shared/heading.js";
import { change } from "../store.js";
import { Password } from "./password.js";
import { Sessions } from "./sessions.js";

function Name({ user }) {
  const form = useForm({
    initial: { name: user.name },
    check: ({ name }) => ({ name: required("your name")(name) }),
    submit: async ({ name }) => {
      if (name === user.name) return toast("Nothing was changed");
      const me = await api.put("/api/auth/me", { name });
      change({ user: { ...user, name: me.name } });
      toast("Saved");
    },
  });
  return html`
    <${Form} form=${form} action="Save"><${Field} form=${form} name="name" label="Name" maxlength=${LONGEST.name} autocomplete="name" hint="Colleagues see it next to what you change." /><//>`;
}

/** Says that the address is not verified, until it is: in another tab, as a rule. */
function Verification() {
  const [me, setMe] = useState();
  useEffect(() => {
    const ask = () => document.hidden || api.get("/api/auth/me").then(setMe, () => {});
    const heard = [[session, "renewed"], [document, "visibilitychange"], [window, "focus"]];
    for (const [source, event] of heard) source.addEventListener(event, ask);
    ask();
    return () => heard.forEach(([source, event]) => source.removeEventListener(event, ask));
  }, []);
  if (!me || me.email_verified !== false) return null;
  const resend = () => attempted(async () => {
    await api.post("/api/auth/resend-verification", {});
    toast(`A mail to ${me.email} is on its way`);
  });
  return html`<div class="notice"><p><strong>${me.email}</strong> is not verified yet.</p><p><button class="button small" onClick=${resend}>Send the mail again</button></p></div>`;
}

export function ProfileSection({ user }) {
  const isOurs = (hint()?.provider ?? "embedded") === "embedded";
  return html`
    <${Heading} title="Profile" />
    <p class="muted">${user.email}</p>
    ${isOurs ? html`
      <${Verification} />
      <${Name} user=${user} />
      <section><h2>Password</h2><${Password} /></section>
      <section><h2>Where you are signed in</h2><${Sessions} /></section>`
    : html`<p class="notice">Your name, password and sessions are with ${hint().provider.name || "your identity provider"}.</p>`}`;
}
