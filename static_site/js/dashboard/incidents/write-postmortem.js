// The form in which a postmortem is written. Loaded when somebody writes one.
import { html } from "../../../vendor/preact.js";
import { useRef } from "../../../vendor/hooks.js";
import { Problem, api } from "../../api.js";
import { draftOf } from "../../parts/drafts.js";
import { Form, useForm } from "../../parts/form.js";
import { MarkdownField } from "../../parts/markdown-field.js";
import { toast } from "../../parts/toast.js";
import { Told, quiet } from "../entries/told.js";
import { lost } from "../shared/permission.js";
import { idsOf, isOpen } from "./facts.js";

const MAX_LETTERS = 20_000;

export function WritePostmortem({ incident, postmortem, onSaved, onCancel }) {
  const publishes = useRef(false);
  const form = useForm({
    initial: { text: postmortem?.text ?? "" },
    draft: draftOf(`postmortem.${incident.id}`),
    check: ({ text }) => ({ text: text.trim() ? "" : "Enter what happened" }),
    submit: async ({ text, notify }) => {
      try {
        onSaved(await api.put(`/api/incidents/${incident.id}/postmortem`, { text, ...(publishes.current && { published: true, ...quiet({ notify }) }) }, { version: postmortem?.version ?? 0 }));
      } catch (problem) {
        if (!problem.isConflict) throw problem;
        throw new Problem({ status: 412, detail: "Somebody else wrote this postmortem meanwhile. Copy your text, cancel, and look at theirs first." });
      }
      toast(publishes.current || postmortem?.published ? "The postmortem is on your page" : "The draft is saved: only your team sees it");
    },
  });
  const publish = async () => {
    publishes.current = true;
    try {
      await form.onSubmit();
    } finally {
      publishes.current = false;
    }
  };
  return html`
    <${Form} form=${form} publishes action=${postmortem?.published ? "Save and show on the page" : "Save draft"} cancel=${onCancel} refusal=${lost("run")}
      also=${!isOpen(incident) && !postmortem?.published && html` <button type="button" class="button" aria-disabled=${form.saving} onClick=${publish}>Save and publish</button>`}>
      <${MarkdownField} form=${form} name="text" label="What happened, why, and what changes because of it" rows="12" maxlength=${MAX_LETTERS} />
      ${!isOpen(incident) && !postmortem?.published && html`<${Told} form=${form} services=${idsOf(incident.services)} incident=${incident.id} />`}
    <//>`;
}
