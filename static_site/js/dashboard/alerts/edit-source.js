// Making a source, and editing it.
import { html } from "../../../vendor/preact.js";
import { api } from "../../api.js";
import { LONGEST } from "../../facts/forms.js";
import { required } from "../../parts/checks.js";
import { draftOf } from "../../parts/drafts.js";
import { Field } from "../../parts/fields.js";
import { Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { go } from "../routing.js";
import { ChangedMeanwhile } from "../shared/changed-meanwhile.js";
import { useEditing } from "../shared/editing.js";
import { Heading } from "../shared/heading.js";
import { lost } from "../shared/permission.js";
import { showAddress } from "./address.js";
import { EMPTY, asRequest, read } from "./reading.js";
import { Rules } from "./rules.js";
import { KINDS, SIGNED } from "./words.js";

const HOME = "/dashboard/alerts";
const FIELDS = Object.fromEntries(Object.keys(EMPTY).map((name) => [name, name[0].toUpperCase() + name.slice(1).replaceAll("_", " ")]));
const LABELS = { alerts: "Where its alerts are (optional)", key: "What an alert is about", state: "Its state", title: "Its title", text: "More about it", at: "Since when", url: "Where to read more" };

const wrong = ({ name, rules }) => ({
  name: required("what sends")(name),
  rules: rules.some(({ action, services }) => action === "set_status" && !Object.keys(services).length) && "Rules: choose services whose status changes",
});

const Mapping = ({ form }) => html`
  <label class="choice"><input type="checkbox" checked=${form.values.mapped} onChange=${({ target }) => form.set({ mapped: target.checked })} /><span>Say where its messages have what</span></label>
  ${form.values.mapped && html`
    <p class="hint">Paths such as “data.checks[0].state”; “alerts[*]” is each of a list. Left empty: key, state, title, text, at, url and labels.</p>
    ${Object.entries(LABELS).map(([name, label]) => html`<${Field} key=${name} form=${form} name=${name} label=${label} spellcheck="false" maxlength="200" />`)}
    <${Field} form=${form} name="labels" label="Labels" as="textarea" rows="3" spellcheck="false" hint="One a line: “severity = labels.level”." />
    <${Field} form=${form} name="firing" label="Words for firing" hint="Separated by commas; usual ones, when left empty." />
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
    <${ChangedMeanwhile} ...${conflict} words=${{ rules: JSON.stringify }} />
    <${Form} form=${form} action=${isNew ? "Make source" : "Save"} refusal=${lost("change_settings")} cancel=${home} side=${html`
      <p class="hint">All rules that match apply. What they do ends when none of their alerts fires any more.</p>`}>
      ${isNew && html`<${Field} form=${form} name="kind" label="What sends" options=${Object.entries(KINDS)} />`}
      <${Field} form=${form} name="name" label="Name" hint="What it does shows in the audit log under this name." maxlength=${LONGEST.name} />
      ${SIGNED.includes(kind) && html`<${Field} form=${form} name="signing_secret" label="Signing secret (optional)" autocomplete="off" spellcheck="false" hint=${source.signed ? "One is set; type another to replace it." : "With it, only messages that are signed are taken."} />`}
      ${kind === "generic" && html`<${Mapping} form=${form} />`}
      <${Rules} form=${form} page=${page} />
    <//>`;
}
