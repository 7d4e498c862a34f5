// Asks before a posted update is deleted, and says what becomes of the incident without it.
import { html } from "../../../vendor/preact.js";
import { api } from "../../api.js";
import { RESOLVED } from "../../facts/page.js";
import { FormDialog } from "../../parts/dialog.js";
import { useForm } from "../../parts/form.js";
import { attempted, toast } from "../../parts/toast.js";
import { Prose } from "../../page/entries.js";
import { words } from "../../page/states.js";
import { lost } from "../shared/permission.js";
import { ahead } from "../store.js";
import { SetAgain, saidOf } from "./set-again.js";

/** What the entry is without the update: the word of the newest of the others. */
const wordAfter = (entry, update) => entry.updates.find(({ id }) => id !== update.id).status;

function consequence(kind, entry, after) {
  if (after === entry.status) return "";
  if (kind === "incidents" && entry.status === RESOLVED) return `The incident is open again: ${words(after).toLowerCase()}.`;
  if (after === RESOLVED) return "The incident is resolved again, and its services become operational.";
  return `It is then ${words(after).toLowerCase()}, as the update before says.`;
}

/** As it was, in its place; and the entry stands again where it stood. */
async function putBack(kind, entry, update) {
  ahead(kind, await api.post(`/api/${kind}/${entry.id}/updates/${update.id}/restore`));
  toast("The update is back on your page", { key: update.id });
}

export function DeleteUpdate({ kind, entry, update, services, onClose }) {
  const after = wordAfter(entry, update);
  const reopens = kind === "incidents" && entry.status === RESOLVED && after !== RESOLVED;
  const offered = reopens ? saidOf(entry, services) : {};
  const form = useForm({
    initial: { again: offered },
    draft: null,
    submit: async ({ again }) => {
      await api.delete(`/api/${kind}/${entry.id}/updates/${update.id}`, { version: entry.version });
      let left = await api.get(`/api/${kind}/${entry.id}`);
      if (Object.keys(again).length) left = await api.put(`/api/${kind}/${entry.id}`, { service_status: again }, { version: left.version });
      ahead(kind, left);
      toast("The update is deleted", { key: update.id, undo: () => attempted(() => putBack(kind, entry, update)) });
      onClose();
    },
  });
  return html`
    <${FormDialog} title="Delete this update?" form=${form} action="Delete update" saving="Deleting…" tone="danger" refusal=${lost("run")} onClose=${onClose}>
      <blockquote class="quoted"><${Prose} text=${update.text} tree=${update.text_tree} /></blockquote>
      <p>It disappears from your page and its history, as if it had never been posted. The audit log keeps it.</p>
      ${consequence(kind, entry, after) && html`<p><strong>${consequence(kind, entry, after)}</strong></p>`}
      <${SetAgain} offered=${offered} chosen=${form.values.again} services=${services} onChange=${(again) => form.set({ again })} />
    <//>`;
}
