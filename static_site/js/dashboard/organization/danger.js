// Deleting the organization, and changing one's mind about that.
import { html } from "../../../vendor/preact.js";
import { api } from "../../api.js";
import { DURATIONS } from "../../facts/forms.js";
import { Field } from "../../parts/fields.js";
import { Form, useForm } from "../../parts/form.js";
import { attempted, toast } from "../../parts/toast.js";
import { Time } from "../../page/times.js";
import { kept } from "../following.js";
import { lost } from "../shared/permission.js";

const Going = ({ organization }) => {
  const restore = () => attempted(async () => {
    kept(await api.post(`/api/organizations/${organization.id}/restore`, {}));
    toast("The organization stays");
  });
  return html`
    <section class="panel danger-zone">
      <h2>This organization is going to be deleted</h2>
      <p>On <${Time} at=${organization.deletes_at} /> it goes with its page, its history and its team.</p>
      <p><button class="button primary" onClick=${restore}>Keep it</button></p>
    </section>`;
};

export function DangerZone({ organization }) {
  const form = useForm({
    draft: null,
    initial: { confirm: "" },
    check: ({ confirm }) => ({ confirm: confirm === organization.slug ? "" : `Enter ${organization.slug} to confirm` }),
    submit: async ({ confirm }) => {
      kept(await api.delete(`/api/organizations/${organization.id}`, { body: { confirm } }));
      form.set({ confirm: "" });
    },
  });
  if (organization.deletes_at) return html`<${Going} organization=${organization} />`;
  return html`
    <section class="panel danger-zone">
      <h2>Delete this organization</h2>
      <p>The page, its history, the team and all keys go. You can change your mind here for ${DURATIONS.undo_deletion} days; after that nothing brings them back.</p>
      <${Form} form=${form} action=${html`Delete <bdi>${organization.name}</bdi>`} tone="danger" refusal=${lost("delete_organization")}>
        <${Field} form=${form} name="confirm" label="Enter “${organization.slug}” to confirm" autocomplete="off" spellcheck=${false} />
      <//>
    </section>`;
}
