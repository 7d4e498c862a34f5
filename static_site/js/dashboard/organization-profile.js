// What the organization is called, and where its page lives.
import { html } from "../../vendor/preact.js";
import { Field, Form, required } from "../parts/form.js";
import { SlugField, ZoneField } from "../parts/organization-form.js";
import { wrongSlug } from "../parts/slug.js";
import { confirmed } from "../parts/dialog.js";
import { words } from "../status.js";
import { ChangedMeanwhile } from "./editing.js";
import { useOrganizationEditing } from "./organization-editing.js";

const FIELDS = { name: "Name", slug: "Address", website_url: "Website", time_zone: "Time zone" };
const NOTIFIED = { member_joined: "Somebody joins the team", api_key_created: "An API key is made" };
const fieldsOf = (organization) => ({ ...FIELDS, ...("notifications" in organization && { notifications: "Mails" }) });

/** What the owners are told by mail. */
const Notifications = ({ form }) => {
  const { notifications } = form.values;
  const put = (name, isOn) => form.set({ notifications: { ...notifications, [name]: isOn } });
  return html`
    <fieldset class="field">
      <legend>Mail the owners when</legend>
      ${Object.keys(notifications).map((name) => html`<label class="choice" key=${name}>
        <input type="checkbox" checked=${notifications[name]} onChange=${({ target }) => put(name, target.checked)} /><span>${NOTIFIED[name] ?? words(name)}</span></label>`)}
    </fieldset>`;
};

const onAndOff = (notifications) => Object.keys(notifications).filter((name) => notifications[name]).map((name) => NOTIFIED[name] ?? words(name)).join(", ") || "nothing";

export const wrongAddress = (url) => (!url || /^https?:\/\/[^\s/]+/.test(url) ? "" : "Enter a web address that starts with https://");

export function OrganizationProfile({ organization }) {
  const { form, conflict } = useOrganizationEditing({
    organization,
    fields: fieldsOf(organization),
    check: ({ name, slug, website_url: url }) => ({ name: required("a name")(name), slug: slug === organization.slug ? "" : wrongSlug(slug), website_url: wrongAddress(url) }),
  });
  const { onSubmit } = form;
  const sure = async (event) => {
    event.preventDefault();
    const { slug } = form.values;
    const text = html`<p>Your page moves to <strong>/status/${slug}</strong> at once. Links to /status/${organization.slug} stop working, and others may take that address.</p>`;
    if (slug === organization.slug || wrongSlug(slug) || (await confirmed({ title: "Move your page?", text, action: "Move it", tone: "primary" }))) onSubmit();
  };
  return html`
    <${ChangedMeanwhile} ...${conflict} words=${{ notifications: onAndOff }} />
    <${Form} form=${{ ...form, onSubmit: sure }} action="Save">
      <${Field} form=${form} name="name" label="Name" maxlength="100" autocomplete="organization" />
      <${SlugField} form=${form} own=${organization.slug} />
      <${Field} form=${form} name="website_url" label="Website (optional)" type="url" placeholder="https://" maxlength="2000" />
      <${ZoneField} form=${form} hint="Shown beside your own when you plan maintenance. Visitors see times in theirs." />
      ${form.values.notifications && html`<${Notifications} form=${form} />`}
    </${Form}>`;
}
