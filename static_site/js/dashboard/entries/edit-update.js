// The dialog in which a posted update is corrected: its text, its time and its status word.
import { html } from "../../../vendor/preact.js";
import { api } from "../../api.js";
import { LONGEST } from "../../facts/forms.js";
import { MAINTENANCE_STATUS, RESOLVED } from "../../facts/page.js";
import { required } from "../../parts/checks.js";
import { FormDialog } from "../../parts/dialog.js";
import { Choices } from "../../parts/fields.js";
import { useForm } from "../../parts/form.js";
import { MarkdownField } from "../../parts/markdown-field.js";
import { toast } from "../../parts/toast.js";
import { viewerZone, zoneName } from "../../parts/zones.js";
import { corrected } from "../../page/times.js";
import { known } from "../shared/local-time.js";
import { lost } from "../shared/permission.js";
import { TimeField, wrongTime } from "../shared/time-field.js";
import { ahead } from "../store.js";
import { SetAgain, saidOf } from "./set-again.js";

const wrongMoment = (moment) => wrongTime(moment, "Enter when it was said") || (new Date(moment.at) > corrected(Date.now()) ? "Time must not be in the future" : "");

/** Only what was changed is sent. */
const changesOf = (update, { text, status, created_at: moment }) => ({
  ...(text.trim() !== update.text && { text: text.trim() }),
  ...(status !== update.status && { status }),
  ...(moment.at !== update.created_at && { created_at: moment.at }),
});

const phaseOf = (status) => MAINTENANCE_STATUS[status]?.[2];

/** A correction neither starts nor ends maintenance. */
const choosable = (kind, update, states) => states.filter(([status]) => kind !== "maintenance" || phaseOf(status) === phaseOf(update.status));

export function EditUpdate({ kind, entry, update, states, services, onClose }) {
  const isNewest = entry.updates[0].id === update.id;
  const options = choosable(kind, update, states);
  const again = saidOf(entry, services);
  const form = useForm({
    initial: { text: update.text, status: update.status, created_at: known(update.created_at), again },
    draft: null,
    check: ({ text, created_at: moment }) => ({ text: required("what visitors read")(text), created_at: wrongMoment(moment) }),
    submit: async (values) => {
      const changes = changesOf(update, values);
      if (!Object.keys(changes).length) return onClose();
      const given = reopens(values) && Object.keys(values.again).length ? { service_status: values.again } : {};
      ahead(kind, await api.put(`/api/${kind}/${entry.id}/updates/${update.id}`, { ...changes, ...given }, { version: entry.version }));
      toast("The update is corrected on your page");
      return onClose();
    },
  });
  const reopens = ({ status }) => kind === "incidents" && isNewest && entry.status === RESOLVED && status !== RESOLVED;
  const resolves = kind === "incidents" && isNewest && entry.status !== RESOLVED && form.values.status === RESOLVED;
  return html`
    <${FormDialog} title="Correct the update" form=${form} action="Save correction" refusal=${lost("run")} onClose=${onClose}>
      <p class="hint">Your page says that it was edited, and when. What was there before stays in the audit log.</p>
      <${MarkdownField} form=${form} name="text" label="Message" rows="5" maxlength=${LONGEST.text} />
      ${options.length > 1 && html`<${Choices} form=${form} name="status" label="State" options=${options} compact />`}
      <${TimeField} form=${form} name="created_at" label="Said at" hint="In your time zone, ${zoneName(viewerZone)}." stored=${update.created_at} />
      ${resolves && html`<p class="notice" role="status">This resolves the incident. Its services become operational again, unless something else holds them.</p>`}
      ${reopens(form.values) && html`<p class="notice" role="status">This opens the incident again.</p>
        <${SetAgain} offered=${again} chosen=${form.values.again} services=${services} onChange=${(chosen) => form.set({ again: chosen })} />`}
    <//>`;
}
