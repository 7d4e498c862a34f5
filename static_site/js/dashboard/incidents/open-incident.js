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
import { MarkdownField } from "../../parts/markdown-field.js";
import { toast } from "../../parts/toast.js";
import { viewerZone, zoneName } from "../../parts/zones.js";
import { corrected, lengthBetween } from "../../page/times.js";
import { AsDraft } from "../entries/as-draft.js";
import { FromTemplate } from "../entries/from-template.js";
import { Told, quiet } from "../entries/told.js";
import { go } from "../routing.js";
import { Affects, FIRST_GIVEN, asChosen, asRequest } from "../shared/affects.js";
import { Heading } from "../shared/heading.js";
import { lost } from "../shared/permission.js";
import { TimeField, wrongTime } from "../shared/time-field.js";
import { Zoned } from "../shared/zoned.js";
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

const NOW = { when: "now", started_at: { local: "", at: "" }, resolved_at: { local: "", at: "" } };
const WHEN = [["now", "Just begun"], ["earlier", "Began earlier"], ["over", "Already over"]];

const inThePast = (moment, missing) => wrongTime(moment, missing) || (new Date(moment.at) > corrected(Date.now()) ? "Time must not be in the future" : "");

function wrongTimes({ when, started_at: start, resolved_at: end }) {
  if (when === "now") return {};
  const wrong = { started_at: inThePast(start, "Enter when it started"), resolved_at: when === "over" ? inThePast(end, "Enter when it ended") : "" };
  if (wrong.started_at || wrong.resolved_at || when !== "over") return wrong;
  return { resolved_at: end.at < start.at ? "End must be after the start" : "" };
}

/** As the API takes it; what is over has no state to choose. */
function asBody({ when, status, started_at: start, resolved_at: end, impact, services, notify, ...values }) {
  const times = { now: { status }, earlier: { status, started_at: start.at }, over: { started_at: start.at, resolved_at: end.at } }[when];
  return { ...values, ...times, ...(impact && { impact }), ...asRequest(services), ...quiet({ notify }) };
}

/** When it was, for one that is told afterwards. */
const When = ({ form, zone }) => {
  const { when, started_at: start, resolved_at: end } = form.values;
  const isOver = when === "over";
  const isWhole = isOver && start.at && end.at > start.at;
  return html`
    <${Choices} form=${form} name="when" label="When" options=${WHEN} compact />
    ${when !== "now" && html`
      <div class="side-by-side">
        <${TimeField} form=${form} name="started_at" label="Started" />
        ${isOver && html`<${TimeField} form=${form} name="resolved_at" label="Ended" />`}
      </div>
      <p class="hint" aria-live="polite">In your time zone, ${zoneName(viewerZone)}.${isWhole && html` <strong>${lengthBetween(start.at, end.at)}</strong>: <${Zoned} from=${start.at} to=${end.at} zone=${zone} />`}</p>`}`;
};

/** What the button of the form says. */
function naming(prepared, isOver) {
  if (prepared) return { action: "Save draft", saving: "Saving…" };
  return isOver ? { action: "Record incident", saving: "Recording…" } : { action: "Open incident", saving: "Opening…" };
}

/** A new one; or, with `prepared`, a draft to go on with. */
export function OpenIncident({ page, route, organization, prepared, onSaved = () => {} }) {
  const draft = draftOf(prepared ? `incident.${prepared.id}` : "incident.new");
  const asDraft = useRef(Boolean(prepared));
  const home = prepared ? `/dashboard/incidents/${prepared.id}` : "/dashboard/incidents";
  const form = useForm({
    initial: prepared ? { ...NOW, ...valuesOf(prepared) } : { ...NOW, title: "", description: "", status: "investigating", impact: "", services: chosenBy(route.query, page.services) },
    draft,
    check: (values) => ({ title: required("what is wrong, in a few words")(values.title), ...wrongTimes(values) }),
    submit: async (values) => {
      const body = { ...asBody(values), ...(asDraft.current && { draft: true }) };
      const opened = prepared ? await api.put(`/api/incidents/${prepared.id}/draft`, body, { version: prepared.version }) : await api.post("/api/incidents", body);
      ahead("incidents", opened);
      onSaved();
      toast(asDraft.current ? "The draft is saved: only your team sees it" : values.when === "over" ? "The incident is in your page's history" : "The incident is on your page");
      go(`/dashboard/incidents/${opened.id}`, { replace: true });
    },
  });
  useEffect(() => { // a draft may have been begun without it
    if (form.isRestored) form.set({ services: { ...chosenBy(route.query, page.services), ...form.values.services } });
  }, []);
  const isOver = form.values.when === "over";
  return html`
    <${Heading} title=${prepared ? "Edit draft" : "Open an incident"} back=${[home, prepared?.title ?? "Incidents"]} />
    <${Form} form=${form} publishes ...${naming(prepared, isOver)} refusal=${lost("run")} cancel=${home} also=${!prepared && form.values.when === "now" && html`<${AsDraft} form=${form} asDraft=${asDraft} />`} side=${html`
      <${Affects} services=${page.services} chosen=${form.values.services} onChange=${(services) => form.set({ services })} hint=${isOver ? "The status that each had meanwhile: their uptime follows. They stay as they are now." : "Each can get a new status now; it is given back when you resolve the incident."} />`}>
      <${FromTemplate} kind="incident" form=${form} fields=${FIELDS} wanted=${wanted(form.values)} />
      <${Field} form=${form} name="title" label="Title" hint="What visitors notice, such as “Card payments are failing”." maxlength=${LONGEST.title} />
      <${MarkdownField} form=${form} name="description" label=${isOver ? "What happened (optional)" : "First update (optional)"} rows="4" maxlength=${LONGEST.text} hint=${isOver ? "Left empty, it says that the incident has been resolved." : "What you know, and when you will say more. Left empty, it says that you are investigating."} />
      <${Field} form=${form} name="impact" label="Impact" hint="By default it follows from the worst status of its services." options=${[["", "From the services"], ...IMPACTS]} />
      ${!prepared && html`<${When} form=${form} zone=${organization.time_zone} />`}
      ${!isOver && html`<${Choices} form=${form} name="status" label="State" options=${STATES.filter(([status]) => status !== RESOLVED)} compact />`}
      ${!prepared && !isOver && html`<${Told} form=${form} services=${Object.keys(form.values.services)} />`}
    <//>`;
}
