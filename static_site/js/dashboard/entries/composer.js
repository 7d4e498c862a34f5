// The box in which an update is written.
import { html } from "../../../vendor/preact.js";
import { LONGEST } from "../../facts/forms.js";
import { Choices, Field } from "../../parts/fields.js";
import { Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { words } from "../../page/states.js";
import { lost, may } from "../shared/permission.js";
import { useComposer } from "./use-composer.js";

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
  const sentence = form.values.status === entry.status ? undefined : standard[form.values.status];
  if (!may("run") && !form.values.text) return null;
  return html`
    <section class="panel" aria-labelledby="say" onFocusIn=${begin}>
      <h2 id="say">${title}</h2>
      <${Form} form=${form} action=${label(form.values)} saving="Posting…" refusal=${lost("run")}>
        ${states.length > 1 && html`<${Choices} form=${form} name="status" label="State" options=${states} compact />`}
        <${Field} form=${form} name="text" label="Message" as="textarea" rows="4" maxlength=${LONGEST.text} placeholder=${sentence} hint=${sentence && "Left empty, visitors read the sentence shown in the box."} />
        ${more(form)}
      <//>
    </section>`;
}
