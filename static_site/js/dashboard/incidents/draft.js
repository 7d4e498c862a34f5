// A draft of an incident: its page, and its form.
import { html } from "../../../vendor/preact.js";
import { Affected } from "../../page/entries.js";
import { Badge, impactState, words } from "../../page/states.js";
import { DraftView } from "../entries/draft.js";
import { lazy } from "../shared/lazy.js";

const OpenIncident = lazy(async () => (await import("./open-incident.js")).OpenIncident);

export const IncidentDraft = ({ draft, reload, ...state }) => state.route.part === "edit" ? html`<${OpenIncident} ...${state} prepared=${draft} onSaved=${reload} />` : html`
  <${DraftView} kind="incidents" draft=${draft} reload=${reload} facts=${[
    ["State", words(draft.status)],
    ["Impact", html`<${Badge} tone=${impactState(draft.impact)[1]}>${impactState(draft.impact)[0]}<//>`],
    ["Services", draft.services.length ? html`<${Affected} services=${draft.services} />` : "No service"],
  ]} />`;
