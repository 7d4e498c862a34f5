// Making a template, and editing it.
import { html } from "../../../vendor/preact.js";
import { api } from "../../api.js";
import { DURATIONS, LONGEST } from "../../facts/forms.js";
import { IMPACT } from "../../facts/page.js";
import { required } from "../../parts/checks.js";
import { draftOf } from "../../parts/drafts.js";
import { Choices, Field } from "../../parts/fields.js";
import { Form } from "../../parts/form.js";
import { MarkdownField } from "../../parts/markdown-field.js";
import { toast } from "../../parts/toast.js";
import { go } from "../routing.js";
import { Affects, asChosen } from "../shared/affects.js";
import { ChangedMeanwhile } from "../shared/changed-meanwhile.js";
import { useEditing } from "../shared/editing.js";
import { Heading } from "../shared/heading.js";
import { lost } from "../shared/permission.js";
import { KINDS, stepsOf } from "./facts.js";

const HOME = "/dashboard/templates";
const IMPACTS = [["", "From the services"], ...Object.entries(IMPACT).map(([value, [label]]) => [value, label])];
const MOST_MINUTES = DURATIONS.maintenance * 24 * 60;
const FIELDS = { kind: "For", name: "Name", title: "Title", description: "Description", texts: "Texts", impact: "Impact", services: "Services", duration_minutes: "Length in minutes" };
const EMPTY = { kind: "incident", name: "", title: "", description: "", texts: {}, impact: "", services: {}, duration_minutes: "" };

const read = (template) => ({
  ...template,
  impact: template.impact ?? "",
  services: { ...asChosen(template.service_ids), ...template.service_status },
  duration_minutes: template.duration_minutes ?? "",
});

/** As the API takes it. */
function asRequest({ services, texts, impact, duration_minutes: minutes, ...others }, kind) {
  const given = services && Object.fromEntries(Object.entries(services).filter(([, status]) => status));
  return {
    ...others,
    ...(texts && { texts: Object.fromEntries(Object.entries(texts).filter(([, text]) => text.trim())) }),
    ...(services && { service_ids: Object.keys(services), ...(kind === "incident" && { service_status: given }) }),
    ...(impact !== undefined && kind === "incident" && { impact: impact || null }),
    ...(minutes !== undefined && kind === "maintenance" && { duration_minutes: minutes === "" ? null : Number(minutes) }),
  };
}

const wrongLength = (minutes) => (minutes === "" || (/^\d+$/.test(minutes) && minutes >= 1 && minutes <= MOST_MINUTES) ? "" : `Enter whole minutes, ${MOST_MINUTES} at most`);

/** One field of `texts`, as `Field` sees it. */
const within = (form, step) => ({ ...form, errors: {}, values: { [`text-${step}`]: form.values.texts[step] ?? "" }, set: (change) => form.set({ texts: { ...form.values.texts, [step]: change[`text-${step}`] } }) });

const Texts = ({ form, kind }) => html`
  <fieldset class="field"><legend>What is said at each step</legend>
    <p class="hint">A step that is left empty is left to whoever posts it.</p>
    ${stepsOf(kind).map(([step, word]) => html`<${MarkdownField} key=${step} form=${within(form, step)} name="text-${step}" label=${word} rows="3" maxlength=${LONGEST.text} />`)}
  </fieldset>`;

export function EditTemplate({ template, page }) {
  const isNew = !template.id;
  const isCopy = isNew && Boolean(template.name);
  const { form, conflict } = useEditing({
    reload: () => api.get(`/api/templates/${template.id}`),
    resource: template,
    initial: isCopy ? Object.fromEntries(Object.keys(FIELDS).map((name) => [name, read(template)[name]])) : EMPTY,
    fields: FIELDS,
    read,
    draft: draftOf(`template.${isCopy ? `copy-of-${template.name}` : template.id ?? "new"}`),
    check: ({ kind, name, duration_minutes: minutes }) => ({ name: required("what the team finds it by")(name), duration_minutes: kind === "maintenance" && wrongLength(String(minutes)) }),
    save: async (changes, options) => {
      const body = asRequest(changes, form.values.kind);
      const saved = isNew ? await api.post("/api/templates", body) : await api.put(`/api/templates/${template.id}`, body, options);
      toast(html`The template <bdi>${saved.name}</bdi> is saved`);
      go(HOME, { replace: true });
    },
    unchanged: () => go(HOME, { replace: true }),
  });
  const { kind } = form.values;
  const forIncidents = kind === "incident";
  const listed = page.services;
  return html`
    <${Heading} title=${isNew ? "New template" : html`Edit “<bdi>${template.name}</bdi>”`} named=${isNew ? "New template" : `Edit “${template.name}”`} back=${[HOME, "Templates"]} />
    <${ChangedMeanwhile} ...${conflict} words=${{ texts: JSON.stringify, services: JSON.stringify }} />
    <${Form} form=${form} action=${isNew ? "Create template" : "Save"} refusal=${lost("run")} cancel=${HOME} side=${html`
      <${Affects} services=${listed} chosen=${Object.fromEntries(Object.entries(form.values.services).filter(([id]) => listed.some((each) => each.id === id)))} statuses=${forIncidents} onChange=${(services) => form.set({ services })} />
      ${forIncidents && html`<${Field} form=${form} name="impact" label="Impact" options=${IMPACTS} />`}`}>
      ${isNew && !isCopy && html`<${Choices} form=${form} name="kind" label="For" options=${KINDS} compact />`}
      <${Field} form=${form} name="name" label="Name" hint="What the team finds it by, such as “Payment provider is down”." maxlength=${LONGEST.name} />
      <${Field} form=${form} name="title" label="Title (optional)" hint="What visitors will read." maxlength=${LONGEST.title} />
      ${!forIncidents && html`
        <${MarkdownField} form=${form} name="description" label="Description (optional)" rows="3" maxlength=${LONGEST.text} hint="What visitors will notice." />
        <${Field} form=${form} name="duration_minutes" label="Length in minutes (optional)" inputmode="numeric" />`}
      <${Texts} form=${form} kind=${kind} />
    <//>`;
}
