// How mail to subscribers says whom it is from, and what they are told besides what people post.
import { html } from "../../../vendor/preact.js";
import { LONGEST } from "../../facts/forms.js";
import { wrongEmail } from "../../parts/checks.js";
import { Field } from "../../parts/fields.js";
import { Form } from "../../parts/form.js";
import { ChangedMeanwhile } from "../shared/changed-meanwhile.js";
import { lost } from "../shared/permission.js";
import { useOrganizationEditing } from "./editing.js";

const FIELDS = { sender: "Sender", notify_service_status: "Changes of a service" };
const MAX_POSTAL_ADDRESS = 500;

/** The fields of the sender, as a form of their own sees them. */
const within = (form) => ({ ...form, values: form.values.sender, set: (changes) => form.set({ sender: { ...form.values.sender, ...changes } }) });

const said = ({ name, reply_to: to, postal_address: address }) => [name, to, address].filter(Boolean).join(", ") || "nothing";

export function MailSettings({ organization }) {
  const { form, conflict } = useOrganizationEditing({
    organization,
    part: "mail",
    fields: FIELDS,
    check: ({ sender: { reply_to: to } }) => ({ reply_to: to ? wrongEmail(to) : "" }),
  });
  const sender = within(form);
  return html`
    <${ChangedMeanwhile} ...${conflict} words=${{ sender: said, notify_service_status: (isOn) => (isOn ? "told" : "not told") }} />
    <${Form} form=${form} action="Save" refusal=${lost("change_settings")}>
      <${Field} form=${sender} name="name" label="Sender’s name (optional)" maxlength=${LONGEST.label} placeholder=${organization.name} hint="Whom mail to subscribers comes from. Left empty, it is the name of the organization." />
      <${Field} form=${sender} name="reply_to" label="Reply-to address (optional)" type="email" spellcheck=${false} maxlength=${LONGEST.email} placeholder="support@example.com" hint="Left empty, nobody reads what subscribers answer." />
      <${Field} form=${sender} name="postal_address" label="Postal address (optional)" as="textarea" rows="4" maxlength=${MAX_POSTAL_ADDRESS} hint="At the foot of every mail: in many countries the law asks for it." />
      <fieldset class="field"><legend>Also tell subscribers when</legend>
        <label class="choice"><input type="checkbox" checked=${form.values.notify_service_status} onChange=${({ target }) => form.set({ notify_service_status: target.checked })} /><span>The status of a service changes without an incident</span></label>
      </fieldset>
    <//>`;
}
