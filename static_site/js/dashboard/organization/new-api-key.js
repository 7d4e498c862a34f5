// Making a key, which is shown once.
import { html } from "../../../vendor/preact.js";
import { api } from "../../api.js";
import { KEY_SCOPES, LONGEST } from "../../facts/forms.js";
import { corrected } from "../../page/times.js";
import { required } from "../../parts/checks.js";
import { FormDialog, shown } from "../../parts/dialog.js";
import { Once } from "../../parts/once.js";
import { draftOf } from "../../parts/drafts.js";
import { Choices, Field } from "../../parts/fields.js";
import { useForm } from "../../parts/form.js";
import { lost } from "../shared/permission.js";

const SCOPES = [["write", `Read and write: as a ${KEY_SCOPES.write}`], ["read", `Read only: as a ${KEY_SCOPES.read}`], ["admin", `Also settings, import and export: as an ${KEY_SCOPES.admin}`]];

const LIFETIMES = [["", "No end"], ["30", "30 days"], ["90", "90 days"], ["365", "A year"]];
const inDays = (days) => new Date(corrected(Date.now()) + days * 86_400_000).toISOString();

export function NewKey({ onClose }) {
  const form = useForm({
    draft: draftOf("api-key.new"),
    initial: { name: "", scope: "write", days: "" },
    check: ({ name }) => ({ name: required("what will use the key")(name) }),
    submit: async ({ name, scope, days }) => {
      const made = await api.post("/api/api-keys", { name, scope, ...(days && { expires_at: inDays(days) }) });
      onClose();
      await shown(({ close }) => html`
        <${Once} title="Copy this key now" text="Whoever has it can do what “${made.name}” may." secret=${made.key} hint="It is not shown again." action="I have kept it" close=${close} />`);
    },
  });
  return html`
    <${FormDialog} title="New API key" form=${form} action="Create key" saving="Creating it…" refusal=${lost("manage_keys")} onClose=${onClose}>
      <${Field} form=${form} name="name" label="Name" hint="What will use it, such as “Deploy pipeline”." maxlength=${LONGEST.name} />
      <${Choices} form=${form} name="scope" label="May" options=${SCOPES} />
      <${Field} form=${form} name="days" label="Good for" options=${LIFETIMES} />
    <//>`;
}
