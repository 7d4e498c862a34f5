// What the caller wants to be told of the chosen organization, how, and when not.
import { html } from "../../../vendor/preact.js";
import { useEffect, useState } from "../../../vendor/hooks.js";
import { Problem, api } from "../../api.js";
import { askBrowser, keyOfPush } from "../../page/subscribe/push.js";
import { ownDraftOf } from "../../parts/drafts.js";
import { Field } from "../../parts/fields.js";
import { Form, useForm } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { ZoneField, viewerZone } from "../../parts/zones.js";
import { Failure, Waiting } from "../shared/heading.js";

const PATH = "/api/notification-preferences";
const EVENTS = {
  incident_opened: "Somebody else opens an incident",
  maintenance_soon: "Maintenance is about to start",
  maintenance_ended: "Maintenance has ended by itself",
  endpoint_failing: "A webhook or chat of a subscriber fails",
};

const valuesOf = ({ events, email, web_push: push, quiet_hours: quiet }) => ({
  events,
  email,
  web_push: push,
  isQuiet: Boolean(quiet),
  start: quiet?.start ?? "22:00",
  end: quiet?.end ?? "07:00",
  time_zone: quiet?.time_zone ?? viewerZone,
});

/** What the browser says of itself where it is to tell from now on; throws a Problem when it won't. */
async function browserOf({ web_push: wanted }, before, key) {
  if (!wanted || before.web_push) return {};
  const { subscription, refusal } = await askBrowser("/dashboard/", key);
  if (refusal) throw new Problem({ detail: refusal });
  return { subscription };
}

const bodyOf = ({ events, email, web_push: push, isQuiet, start, end, time_zone: zone }) => ({ events, email, web_push: push, quiet_hours: isQuiet ? { start, end, time_zone: zone } : null });

const Box = ({ form, name, label }) => html`<label class="choice"><input type="checkbox" checked=${form.values[name]} onChange=${({ target }) => form.set({ [name]: target.checked })} /><span>${label}</span></label>`;

const Events = ({ form }) => {
  const { events } = form.values;
  const toggle = (event) => form.set({ events: events.includes(event) ? events.filter((each) => each !== event) : [...events, event] });
  return html`
    <fieldset class="field"><legend>Tell me when</legend>${Object.entries(EVENTS).map(([event, label]) => html`
      <label class="choice" key=${event}><input type="checkbox" checked=${events.includes(event)} onChange=${() => toggle(event)} /><span>${label}</span></label>`)}</fieldset>`;
};

const Quiet = ({ form }) => html`
  <fieldset class="field"><legend>Quiet hours</legend>
    <${Box} form=${form} name="isQuiet" label="Tell me nothing at certain hours" />
    <p class="hint">What happens then is not told later.</p>
    ${form.values.isQuiet && html`
      <div class="side-by-side"><${Field} form=${form} name="start" label="From" type="time" /><${Field} form=${form} name="end" label="To" type="time" /></div>
      <${ZoneField} form=${form} stored=${form.values.time_zone} />`}
  </fieldset>`;

function Preferences({ found, pushKey, onSaved }) {
  const initial = valuesOf(found);
  const form = useForm({
    initial,
    draft: ownDraftOf("notification-preferences"),
    check: ({ isQuiet, start, end }) => (isQuiet ? { start: start ? "" : "Enter when they begin", end: !end ? "Enter when they end" : start === end ? "End must differ from the start" : "" } : {}),
    submit: async (values) => {
      const saved = await api.put(PATH, { ...bodyOf(values), ...(await browserOf(values, found, pushKey)) });
      form.rest(valuesOf(saved));
      onSaved(saved);
      toast("Saved");
    },
  });
  return html`
    <${Form} form=${form} action="Save preferences">
      <${Events} form=${form} />
      <fieldset class="field"><legend>How</legend>
        <${Box} form=${form} name="email" label="By mail" />
        ${(pushKey || found.web_push) && html`<${Box} form=${form} name="web_push" label="In this browser, also when no window is open" />`}
      </fieldset>
      <${Quiet} form=${form} />
    <//>`;
}

export function Notifications({ organization }) {
  const [state, set] = useState({});
  const load = async () => {
    try {
      const [found, pushKey] = await Promise.all([api.get(PATH), keyOfPush()]);
      set({ found, pushKey });
    } catch (problem) {
      set({ problem });
    }
  };
  useEffect(() => {
    load();
  }, [organization.id]);
  if (state.problem) return html`<${Failure} problem=${state.problem} retry=${load} />`;
  if (!state.found) return html`<${Waiting} />`;
  return html`<${Preferences} key=${organization.id} ...${state} onSaved=${(found) => set({ ...state, found })} />`;
}
