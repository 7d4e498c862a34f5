// The organization's name, address, website, time zone, and which mails its owners get.
import { html } from "../../../vendor/preact.js";
import { SlugField } from "../../account/slug-field.js";
import { LONGEST, NOTIFICATIONS } from "../../facts/forms.js";
import { required, wrongAddress, wrongSlug } from "../../parts/checks.js";
import { confirmed } from "../../parts/dialog.js";
import { Field } from "../../parts/fields.js";
import { Form } from "../../parts/form.js";
import { ZoneField } from "../../parts/zones.js";
import { words } from "../../page/states.js";
import { ChangedMeanwhile } from "../shared/changed-meanwhile.js";
import { lost } from "../shared/permission.js";
import { useOrganizationEditing } from "./editing.js";

const FIELDS = { name: "Name", slug: "Address", website_url: "Website", time_zone: "Time zone", notifications: "Mails" };
const NOTIFIED = { member_joined: "Somebody joins the team", api_key_created: "An API key is made" };

/** What the owners are told by mail. */
const Notifications = ({ form }) => {
  const { notifications } = form.values;
  const put = (name, isOn) => form.set({ notifications: { ...notifications, [name]: isOn } });
  return html`
    <fieldset class="field">
      <legend>Mail the owners when</legend>
      ${NOTIFICATIONS.map((name) => html`<label class="choice" key=${name}>
        <input type="checkbox" checked=${notifications[name]} onChange=${({ target }) => put(name, target.checked)} /><span>${NOTIFIED[name] ?? words(name)}</span></label>`)}
    </fieldset>`;
};

const onAndOff = (notifications) => NOTIFICATIONS.filter((name) => notifications[name]).map((name) => NOTIFIED[name] ?? words(name)).join(", ") || "nothing";

export function Profile({ organization }) {
  const { form, conflict } = useOrganizationEditing({
    organization,
    part: "profile",
    fields: FIELDS,
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
    <${Form} form=${{ ...form, onSubmit: sure }} action="Save" refusal=${lost("change_settings")} side=${html`<${Notifications} form=${form} />`}>
      <${Field} form=${form} name="name" label="Name" maxlength=${LONGEST.name} autocomplete="organization" />
      <${SlugField} form=${form} own=${organization.slug} />
      <${Field} form=${form} name="website_url" label="Website (optional)" type="url" placeholder="https://" maxlength=${LONGEST.web_address} />
      <${ZoneField} form=${form} stored=${organization.time_zone} hint="Shown beside your own when you plan maintenance. Visitors see times in theirs." />
    <//>`;
}
