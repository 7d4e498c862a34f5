// /dashboard/incidents/new
import { html } from "../../../vendor/preact.js";
import { useEffect, useRef } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { LONGEST } from "../../facts/forms.js";
import { RESOLVED } from "../../facts/page.js";
import { required } from "../../parts/checks.js";
import { draftOf } from "../../parts/drafts.js";
import { Choices, Field } from "../../parts/fields.js";
import { Form, useForm } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { AsDraft } from "../entries/as-draft.js";
import { FromTemplate } from "../entries/from-template.js";
import { go } from "../routing.js";
import { Affects, FIRST_GIVEN, asChosen, asRequest } from "../shared/affects.js";
import { Heading } from "../shared/heading.js";
import { lost } from "../shared/permission.js";
import { ahead } from "../store.js";
import { IMPACTS, STATES } from "./facts.js";

const FIELDS = { title: "Title", description: "First update", impact: "Impact", services: "Affected services" };

/** What a template puts into the form: of its texts the one for the chosen state. */
const wanted = ({ status }) => ({ title, texts, description, impact, service_ids: ids, service_status: given }) => ({
  title,
  description: texts[status] ?? description,
  impact,
  services: { ...asChosen(ids), ...given },
});

/** The services that a link chose, such as "Report incident" beside one. */
const chosenBy = ({ service }, services) => (services.some(({ id }) => id === service) ? { [service]: FIRST_GIVEN } : {});

const valuesOf = ({ title, description, status, impact, services, service_status: given }) => ({ title, description, status, impact: impact ?? "", services: { ...asChosen(services.map(({ id }) => id)), ...given } });

/** A new one; or, with `prepared`, a draft to go on with. */
export function OpenIncident({ page, route, prepared, onSaved = () => {} }) {
  const draft = draftOf(prepared ? `incident.${prepared.id}` : "incident.new");
  const asDraft = useRef(Boolean(prepared));
  const home = prepared ? `/dashboard/incidents/${prepared.id}` : "/dashboard/incidents";
  const form = useForm({
    initial: prepared ? valuesOf(prepared) : { title: "", description: "", status: "investigating", impact: "", services: chosenBy(route.query, page.services) },
    draft,
    check: ({ title }) => ({ title: required("what is wrong, in a few words")(title) }),
    submit: async ({ impact, services, ...values }) => {
      const body = { ...values, ...(impact && { impact }), ...asRequest(services), ...(asDraft.current && { draft: true }) };
      const opened = prepared ? await api.put(`/api/incidents/${prepared.id}/draft`, body, { version: prepared.version }) : await api.post("/api/incidents", body);
      ahead("incidents", opened);
      onSaved();
      toast(asDraft.current ? "The draft is saved: only your team sees it" : "The incident is on your page");
      go(`/dashboard/incidents/${opened.id}`, { replace: true });
    },
  });
  useEffect(() => { // a draft may have been begun without it
    if (form.isRestored) form.set({ services: { ...chosenBy(route.query, page.services), ...form.values.services } });
  }, []);
  return html`
    <${Heading} title=${prepared ? "Edit draft" : "Open an incident"} back=${[home, prepared?.title ?? "Incidents"]} />
    <${Form} form=${form} publishes action=${prepared ? "Save draft" : "Open incident"} saving=${prepared ? "Saving…" : "Opening…"} refusal=${lost("run")} cancel=${home} also=${!prepared && html`<${AsDraft} form=${form} asDraft=${asDraft} />`} side=${html`
      <${Affects} services=${page.services} chosen=${form.values.services} onChange=${(services) => form.set({ services })} hint="Each can get a new status now; it is given back when you resolve the incident." />`}>
      <${FromTemplate} kind="incident" form=${form} fields=${FIELDS} wanted=${wanted(form.values)} />
      <${Field} form=${form} name="title" label="Title" hint="What visitors notice, such as “Card payments are failing”." maxlength=${LONGEST.title} />
      <${Field} form=${form} name="description" label="First update (optional)" as="textarea" rows="4" maxlength=${LONGEST.text} hint="What you know, and when you will say more. Left empty, it says that you are investigating." />
      <${Field} form=${form} name="impact" label="Impact" hint="By default it follows from the worst status of its services." options=${[["", "From the services"], ...IMPACTS]} />
      <${Choices} form=${form} name="status" label="State" options=${STATES.filter(([status]) => status !== RESOLVED)} compact />
    <//>`;
}
