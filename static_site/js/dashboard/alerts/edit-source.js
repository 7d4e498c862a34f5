// Making a source, and editing it.
import { html } from "../../../vendor/preact.js";
import { api } from "../../api.js";
import { LONGEST } from "../../facts/forms.js";
import { required } from "../../parts/checks.js";
import { draftOf } from "../../parts/drafts.js";
import { Field } from "../../parts/fields.js";
import { Form } from "../../parts/form.js";
import { wholeNumber } from "../../parts/numbers.js";
import { toast } from "../../parts/toast.js";
import { go } from "../routing.js";
import { ChangedMeanwhile } from "../shared/changed-meanwhile.js";
import { useEditing } from "../shared/editing.js";
import { Heading } from "../shared/heading.js";
import { lost } from "../shared/permission.js";
import { showAddress } from "./address.js";
import { EMPTY, asRequest, read } from "./reading.js";
import { Rules } from "./rules.js";
import { KINDS, SIGNED, inWords } from "./words.js";

const HOME = "/dashboard/alerts";
const FIELDS = Object.fromEntries(Object.keys(EMPTY).map((name) => [name, name[0].toUpperCase() + name.slice(1).replaceAll("_", " ")]));
const LABELS = { alerts: "Path to the alerts (optional)", key: "What an alert is about", state: "State", title: "Title", text: "Text", at: "Firing since", url: "Link" };

/** By the ids that fields of rules have within the form. */
const wrongRule = ({ action, services, quiet_minutes: quiet }, place) => {
  const minutes = wholeNumber(0, 1440)(quiet);
  return {
    [`rule${place}-services`]: action === "set_status" && !Object.keys(services).length && `Choose services whose status rule ${place + 1} changes`,
    [`rule${place}-quiet`]: minutes && `Quiet minutes of rule ${place + 1} ${minutes}`,
  };
};

const wrong = ({ name, rules }) => ({
  name: required("a name")(name),
  ...Object.assign({}, ...rules.map(wrongRule)),
});

const Mapping = ({ form }) => html`
  <label class="choice"><input type="checkbox" checked=${form.values.mapped} onChange=${({ target }) => form.set({ mapped: target.checked })} /><span>Map the fields of its messages</span></label>
  ${form.values.mapped && html`
    <p class="hint">Paths such as “data.checks[0].state”; “alerts[*]” means each item of a list. What is left empty is read from key, state, title, text, at, url and labels.</p>
    ${Object.entries(LABELS).map(([name, label]) => html`<${Field} key=${name} form=${form} name=${name} label=${label} spellcheck=${false} maxlength="200" />`)}
    <${Field} form=${form} name="labels" label="Labels" as="textarea" rows="3" spellcheck=${false} hint="One per line: “severity = labels.level”." />
    <${Field} form=${form} name="firing" label="Words for firing" hint="Separated by commas. Left empty, the usual words count." />
    <${Field} form=${form} name="resolved" label="Words for resolved" />`}`;

export function EditSource({ source, page }) {
  const isNew = !source.id;
  const home = isNew ? HOME : `${HOME}/${source.id}`;
  const { form, conflict } = useEditing({
    reload: () => api.get(`/api/sources/${source.id}`),
    resource: source,
    initial: EMPTY,
    fields: FIELDS,
    read,
    draft: draftOf(`source.${source.id ?? "new"}`),
    check: wrong,
    save: async (changes, options) => {
      const body = asRequest(form.values, isNew);
      const saved = isNew ? await api.post("/api/sources", body) : await api.put(`/api/sources/${source.id}`, body, options);
      toast(html`The source <bdi>${saved.name}</bdi> is saved`);
      go(`${HOME}/${saved.id}`, { replace: true });
      if (saved.url) await showAddress(saved);
    },
    unchanged: () => go(home, { replace: true }),
  });
  const { kind } = form.values;
  return html`
    <${Heading} title=${isNew ? "New source of alerts" : html`Edit “<bdi>${source.name}</bdi>”`} named=${isNew ? "New source of alerts" : `Edit “${source.name}”`} back=${isNew ? [HOME, "Alerts"] : [home, source.name]} />
    <${ChangedMeanwhile} ...${conflict} words=${{ rules: (theirs) => theirs.map((rule) => inWords(rule, page.services)).join("; ") || "none" }} />
    <${Form} form=${form} action=${isNew ? "Create source" : "Save"} refusal=${lost("change_settings")} cancel=${home} side=${html`
      <p class="hint">Every rule that matches applies. What a rule does ends when none of its alerts fires any more.</p>`}>
      ${isNew && html`<${Field} form=${form} name="kind" label="Sent by" options=${Object.entries(KINDS)} />`}
      <${Field} form=${form} name="name" label="Name" hint="What it does shows in the audit log under this name." maxlength=${LONGEST.name} />
      ${SIGNED.includes(kind) && html`<${Field} form=${form} name="signing_secret" label="Signing secret (optional)" autocomplete="off" spellcheck=${false} hint=${source.signed ? "One is set; type another to replace it." : "When it is set, unsigned messages are refused."} />`}
      ${kind === "generic" && html`<${Mapping} form=${form} />`}
      <${Rules} form=${form} page=${page} />
    <//>`;
}
