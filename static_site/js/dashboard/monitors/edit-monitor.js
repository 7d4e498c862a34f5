// Making a monitor, and editing it.
import { html } from "../../../vendor/preact.js";
import { useEffect, useState } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { GIVEN_BY_INCIDENTS, LONGEST } from "../../facts/forms.js";
import { required } from "../../parts/checks.js";
import { draftOf } from "../../parts/drafts.js";
import { Field } from "../../parts/fields.js";
import { Form } from "../../parts/form.js";
import { wholeNumber, wholeOrNone } from "../../parts/numbers.js";
import { toast } from "../../parts/toast.js";
import { go } from "../routing.js";
import { Affects } from "../shared/affects.js";
import { ChangedMeanwhile } from "../shared/changed-meanwhile.js";
import { useEditing } from "../shared/editing.js";
import { Heading } from "../shared/heading.js";
import { lost } from "../shared/permission.js";
import { statusWord } from "../shared/states.js";
import { FIELDS_OF, WRONG_OF } from "./kind-fields.js";
import { EMPTY, asRequest, read } from "./reading.js";
import { showAddress } from "./address.js";
import { KINDS } from "./words.js";

const HOME = "/dashboard/monitors";
const EVERY = [["1", "Every minute"], ["5", "Every 5 minutes"], ["15", "Every 15 minutes"]];
const ACTIONS = [["", "Do nothing"], ["set_status", "Change the status of services"], ["draft_incident", "Prepare an incident as a draft"], ["open_incident", "Open an incident"]];
const STATUSES = GIVEN_BY_INCIDENTS.filter((status) => status !== "operational").map((status) => [status, statusWord(status)]);
const FIELDS = Object.fromEntries(Object.keys(EMPTY).map((name) => [name, name[0].toUpperCase() + name.slice(1).replaceAll("_", " ")]));

const wrong = (values) => {
  const { name, kind, timeout_seconds: timeout, failures, recoveries, quorum, action, services, quiet_minutes: quiet } = values;
  return {
    name: required("what the team finds it by")(name),
    ...WRONG_OF[kind](values),
    ...(kind !== "heartbeat" && { timeout_seconds: wholeNumber(1, 20)(timeout), failures: wholeNumber(1, 10)(failures), recoveries: wholeNumber(1, 10)(recoveries), quorum: wholeOrNone(1, 10)(quorum) }),
    action: action === "set_status" && !Object.keys(services).length && "Choose services whose status changes",
    quiet_minutes: action && wholeNumber(0, 1440)(quiet),
  };
};

const useLoadedOnce = (path) => {
  const [items, set] = useState([]);
  useEffect(() => {
    api.get(path).then((found) => set(found.items), () => {});
  }, [path]);
  return items;
};

function Rule({ form, page }) {
  const templates = useLoadedOnce("/api/templates?kind=incident&limit=100");
  const { action, services } = form.values;
  return html`
    <${Field} form=${form} name="action" label="When it is down" options=${ACTIONS} />
    ${action && html`
      <${Affects} services=${page.services} chosen=${services} statuses=${false} onChange=${(chosen) => form.set({ services: chosen })} />
      <${Field} form=${form} name="status" label="Status while it is down" options=${action === "set_status" ? STATUSES : [["", "Stays as it is"], ...STATUSES]} />
      ${action !== "set_status" && html`<${Field} form=${form} name="template_id" label="Template" options=${[["", "None: titled like the monitor"], ...templates.map((each) => [each.id, each.name])]} />`}
      <${Field} form=${form} name="quiet_minutes" label="Minutes that it must be up before that ends" inputmode="numeric" />`}`;
}

function Regions({ form }) {
  const regions = useLoadedOnce("/api/monitors/regions");
  const chosen = form.values.regions;
  if (regions.length < 2) return null;
  const toggle = (name) => form.set({ regions: chosen.includes(name) ? chosen.filter((each) => each !== name) : [...chosen, name] });
  return html`
    <fieldset class="field"><legend>Checked from</legend>
      ${regions.map(({ name }) => html`<label class="choice" key=${name}><input type="checkbox" checked=${chosen.includes(name)} onChange=${() => toggle(name)} /><span>${name}</span></label>`)}
    </fieldset>
    ${chosen.length > 1 && html`<${Field} form=${form} name="quorum" label="Regions that must see it down (optional)" inputmode="numeric" hint="More than half of them, when left empty." />`}`;
}

const Believing = ({ form }) => html`
  <${Field} form=${form} name="interval_minutes" label="How often" options=${EVERY} />
  <${Field} form=${form} name="timeout_seconds" label="Timeout in seconds" inputmode="numeric" />
  <${Field} form=${form} name="failures" label="Failed checks in a row until it is down" inputmode="numeric" />
  <${Field} form=${form} name="recoveries" label="Good checks in a row until it is up again" inputmode="numeric" />
  <${Regions} form=${form} />`;

export function EditMonitor({ monitor, page }) {
  const isNew = !monitor.id;
  const home = isNew ? HOME : `${HOME}/${monitor.id}`;
  const { form, conflict } = useEditing({
    reload: () => api.get(`/api/monitors/${monitor.id}`),
    resource: monitor,
    initial: EMPTY,
    fields: FIELDS,
    read,
    draft: draftOf(`monitor.${monitor.id ?? "new"}`),
    check: wrong,
    save: async (changes, options) => {
      const body = asRequest(form.values, monitor);
      const saved = isNew ? await api.post("/api/monitors", body) : await api.put(`/api/monitors/${monitor.id}`, body, options);
      toast(html`The monitor <bdi>${saved.name}</bdi> is saved`);
      go(`${HOME}/${saved.id}`, { replace: true });
      if (saved.heartbeat_url) await showAddress(saved.heartbeat_url);
    },
    unchanged: () => go(home, { replace: true }),
  });
  const { kind } = form.values;
  return html`
    <${Heading} title=${isNew ? "New monitor" : html`Edit “<bdi>${monitor.name}</bdi>”`} named=${isNew ? "New monitor" : `Edit “${monitor.name}”`} back=${isNew ? [HOME, "Monitors"] : [home, monitor.name]} />
    <${ChangedMeanwhile} ...${conflict} words=${{ services: (chosen) => page.services.filter(({ id }) => id in chosen).map(({ name: each }) => each).join(", ") || "none", regions: (names) => names.join(", ") }} />
    <${Form} form=${form} action=${isNew ? "Create monitor" : "Save"} refusal=${lost("run")} cancel=${home} side=${html`
      ${kind !== "heartbeat" && html`<${Believing} form=${form} />`}
      <${Rule} form=${form} page=${page} />
      ${monitor.rules?.length > 1 && html`<p class="hint">${monitor.rules.length - 1} more by the API; they stay as they are.</p>`}`}>
      ${isNew && html`<${Field} form=${form} name="kind" label="What to check" options=${Object.entries(KINDS)} />`}
      <${Field} form=${form} name="name" label="Name" hint="What it does shows in the audit log under this name." maxlength=${LONGEST.name} />
      <${FIELDS_OF[kind]} form=${form} />
    <//>`;
}
