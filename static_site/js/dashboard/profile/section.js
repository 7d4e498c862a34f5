// /dashboard/profile: who the caller is, and where they are signed in.
import { html } from "../../../vendor/preact.js";
import { hint } from "../../account/session.js";
import { api } from "../../api.js";
import { LONGEST } from "../../facts/forms.js";
import { required } from "../../parts/checks.js";
import { ownDraftOf } from "../../parts/drafts.js";
import { Field } from "../../parts/fields.js";
import { Form, useForm } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { Heading, Waiting } from "../shared/heading.js";
import { lazy } from "../shared/lazy.js";
import { Verification, useMe } from "../shared/verification.js";
import { change } from "../store.js";
import { Password } from "./password.js";
import { Sessions } from "./sessions.js";

const Notifications = lazy(async () => (await import("./notifications.js")).Notifications, Waiting);

const Told = ({ organization }) => organization && html`<section class="panel" aria-labelledby="told"><h2 id="told">What <bdi>${organization.name}</bdi> tells you</h2><${Notifications} organization=${organization} /></section>`;

function Name({ user }) {
  const form = useForm({
    initial: { name: user.name },
    draft: ownDraftOf("me"),
    check: ({ name }) => ({ name: required("your name")(name) }),
    submit: async ({ name }) => {
      if (name === user.name) return toast("Nothing was changed");
      const me = await api.put("/api/auth/me", { name });
      form.rest({ name: me.name });
      change({ user: { ...user, name: me.name } });
      toast("Saved");
    },
  });
  return html`
    <${Form} form=${form} action="Save"><${Field} form=${form} name="name" label="Name" maxlength=${LONGEST.name} autocomplete="name" hint="Colleagues see it next to what you change." /><//>`;
}

export function ProfileSection({ user, organization }) {
  const me = useMe();
  const isOurs = (hint()?.provider ?? "embedded") === "embedded";
  return html`
    <${Heading} title="Profile" />
    <p class="muted">${user.email}</p>
    ${isOurs ? html`
      <${Verification} me=${me} />
      <div class="halves">
        <div>
          <section class="panel"><h2>Who you are</h2><${Name} user=${user} /></section>
          <section class="panel"><h2>Password</h2><${Password} /></section>
        </div>
        <div>
          <${Told} organization=${organization} />
          <section><h2>Where you are signed in</h2><${Sessions} /></section>
        </div>
      </div>`
    : html`<${Told} organization=${organization} /><p class="notice">Your name, password and sessions are with ${hint().provider.name || "your identity provider"}.</p>`}`;
}
