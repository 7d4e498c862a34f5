// /dashboard/profile: oneself, one's password, and where one is signed in. Also making another organization.
import { html } from "../../vendor/preact.js";
import { useEffect, useState } from "../../vendor/hooks.js";
import { api } from "../api.js";
import { PasswordField, wrongPassword } from "../account/credentials.js";
import { hint } from "../account/session.js";
import { Field, Form, required, useForm } from "../parts/form.js";
import { OrganizationForm } from "../parts/organization-form.js";
import { attempted, toast } from "../parts/toasts.js";
import { Time } from "../status.js";
import { enter } from "./enter.js";
import { Listed, useList } from "./lists.js";
import { Heading } from "./parts.js";
import { go } from "./route.js";
import { change, current } from "./store.js";

function Name({ user }) {
  const form = useForm({
    initial: { name: user.name },
    check: ({ name }) => ({ name: required("your name")(name) }),
    submit: async ({ name }) => {
      const me = await api.put("/api/auth/me", { name });
      change({ user: { ...user, name: me.name } });
      toast("Saved");
    },
  });
  return html`
    <${Form} form=${form} action="Save"><${Field} form=${form} name="name" label="Name" maxlength="100" autocomplete="name" hint="Colleagues see it next to what you change." /></${Form}>`;
}

function Verification() {
  const [me, setMe] = useState();
  useEffect(() => {
    api.get("/api/auth/me").then(setMe, () => {});
  }, []);
  if (!me || me.email_verified !== false) return null;
  const resend = () => attempted(async () => {
    await api.post("/api/auth/resend-verification", {});
    toast(`A mail to ${me.email} is on its way`);
  });
  return html`<div class="notice"><p><strong>${me.email}</strong> is not verified yet.</p><p><button class="button small" onClick=${resend}>Send the mail again</button></p></div>`;
}

function Password() {
  const form = useForm({
    initial: { current_password: "", new_password: "" },
    check: ({ current_password: now, new_password: next }) => ({ current_password: required("your present password")(now), new_password: wrongPassword(next) }),
    submit: async (values) => {
      await api.post("/api/auth/change-password", values);
      form.set({ current_password: "", new_password: "" });
      toast("Your password is changed");
    },
  });
  return html`
    <${Form} form=${form} action="Change password">
      <input type="text" autocomplete="username" value=${current().user.email} hidden />
      <${PasswordField} form=${form} name="current_password" label="Present password" />
      <${PasswordField} form=${form} name="new_password" label="New password" autocomplete="new-password" hint="At least 10 characters; a few words work well." />
    </${Form}>`;
}

const BROWSERS = [["Edg/", "Edge"], ["Firefox/", "Firefox"], ["Chrome/", "Chrome"], ["Safari/", "Safari"]];
const SYSTEMS = [["Android", "Android"], ["iPhone", "iPhone"], ["iPad", "iPad"], ["Mac OS", "macOS"], ["Windows", "Windows"], ["Linux", "Linux"]];
const named = (agent, names) => names.find(([sign]) => agent.includes(sign))?.[1];
const browserOf = (agent) => agent ? [named(agent, BROWSERS) ?? "Some program", named(agent, SYSTEMS)].filter(Boolean).join(" on ") : "A browser";

function Sessions() {
  const list = useList("/api/auth/sessions");
  const end = async ({ id }) => {
    if (await attempted(() => api.delete(`/api/auth/sessions/${id}`))) toast("Signed out there");
    list.reload();
  };
  return html`
    <${Listed} list=${list} empty="None.">${(items) => html`
      <ul class="rows" aria-label="Sessions">${items.map((each) => html`
        <li class="list-row" key=${each.id}>
          <span><strong>${browserOf(each.user_agent)}</strong>${each.current && " (this one)"}<span class="hint">since <${Time} at=${each.created_at} />${each.last_used_at && html`, last used <${Time} at=${each.last_used_at} />`}</span></span>
          ${!each.current && html`<button class="button small" aria-label="Sign out ${browserOf(each.user_agent)}" onClick=${() => end(each)}>Sign out</button>`}
        </li>`)}</ul>`}</${Listed}>`;
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

export function NewOrganization({ organization }) {
  const created = (added) => {
    const { organizations, roles } = current();
    change({ organizations: [...organizations, added], roles: { ...roles, [added.id]: "owner" } });
    enter(added);
    go("/dashboard/services");
  };
  return html`<${Heading} title=${organization ? "New organization" : "Create your status page"} back=${organization && ["/dashboard/services", "Back"]} /><${OrganizationForm} onCreated=${created} />`;
}
