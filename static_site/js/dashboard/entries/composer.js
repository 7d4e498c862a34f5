// The box in which an update is written.
import { html } from "../../../vendor/preact.js";
import { useEffect, useState } from "../../../vendor/hooks.js";
import { LONGEST } from "../../facts/forms.js";
import { Choices } from "../../parts/fields.js";
import { Form } from "../../parts/form.js";
import { MarkdownField } from "../../parts/markdown-field.js";
import { toast } from "../../parts/toast.js";
import { words } from "../../page/states.js";
import { lost, may } from "../shared/permission.js";
import { textAt } from "./filling.js";
import { FromTemplate } from "./from-template.js";
import { Told } from "./told.js";
import { useComposer } from "./use-composer.js";

const TEMPLATES = { incidents: "incident", maintenance: "maintenance" };

/** The template that was taken: its text follows the chosen state, until something else is written. */
function useTexts(form) {
  const { status, text } = form.values;
  const [used, use] = useState(null);
  useEffect(() => {
    if (!used || used.step === status) return;
    form.set({ text: textAt(used, status, { text, step: used.step }) });
    use({ ...used, step: status });
  }, [status]);
  return (template) => {
    if (!template.texts[status]) toast(`The template says nothing for “${words(status)}”: choose another state`);
    use({ texts: template.texts, step: status });
  };
}

/** `states` are those it can go to, and its own; `more(form)` draws further fields, `hasMore(values)` tells whether they were used. */
export function Composer({ kind, entry, title = "Post an update", states, label, standard = {}, initial, more = () => null, hasMore = () => false, post }) {
  const { form, begin } = useComposer({
    kind,
    entry,
    initial: { text: "", status: entry.status, ...initial },
    check: (values) => ({ text: !values.text.trim() && values.status === entry.status && !hasMore(values) ? "Enter a message, or choose another state" : "" }),
    post,
    done: (saved) => toast(saved.status === entry.status ? "The update is on your page" : `${words(saved.status)}: it is on your page`),
  });
  const onUsed = useTexts(form);
  const sentence = form.values.status === entry.status ? undefined : standard[form.values.status];
  if (!may("run") && !form.values.text) return null;
  return html`
    <section class="panel" aria-labelledby="say" onFocusIn=${begin}>
      <h2 id="say">${title}</h2>
      <${Form} form=${form} publishes action=${label(form.values)} saving="Posting…" refusal=${lost("run")}>
        ${states.length > 1 && html`<${Choices} form=${form} name="status" label="State" options=${states} compact />`}
        <${FromTemplate} kind=${TEMPLATES[kind]} form=${form} fields=${{ text: "Message" }} wanted=${({ texts }) => ({ text: texts[form.values.status] })} onUsed=${onUsed} />
        <${MarkdownField} form=${form} name="text" label="Message" rows="4" maxlength=${LONGEST.text} placeholder=${sentence} hint=${sentence && "Left empty, visitors read the sentence shown in the box."} />
        ${more(form)}
        <${Told} form=${form} services=${entry.services.map(({ id }) => id)} incident=${kind === "incidents" && entry.id} before=${entry.status} after=${form.values.status} />
      <//>
    </section>`;
}
