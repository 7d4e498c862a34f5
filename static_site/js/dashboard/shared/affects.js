// Which services something touches, and which status it gives them.
import { html } from "../../../vendor/preact.js";
import { GIVEN_BY_INCIDENTS } from "../../facts/forms.js";
import { optionsOf } from "../../parts/fields.js";
import { lazy } from "./lazy.js";
import { State, statusWord } from "./states.js";

export const FIRST_GIVEN = "degraded_performance";
const MANY = 20;
const AffectsMany = lazy(async () => (await import("./affects-many.js")).AffectsMany);
const GIVEN = [["", "Stays as it is"], ...GIVEN_BY_INCIDENTS.map((status) => [status, statusWord(status)])];

/** `chosen` is {service id: status}; an empty status leaves the service as it is. */
export function Affects({ services, chosen, onChange, statuses = true, legend = "Affected services", hint }) {
  const toggle = (id) => {
    const { [id]: was, ...others } = chosen;
    onChange(was === undefined ? { ...chosen, [id]: statuses ? FIRST_GIVEN : "" } : others);
  };
  return html`
    <fieldset class="field">
      <legend>${legend}</legend>
      ${hint && html`<p class="hint">${hint}</p>`}
      ${services.length > MANY ? html`<${AffectsMany} services=${services} chosen=${chosen} onChange=${onChange} statuses=${statuses} />` : html`<ul class="affects">
        ${services.map((service) => html`<li key=${service.id}>
          <label class="choice"><input type="checkbox" checked=${service.id in chosen} onChange=${() => toggle(service.id)} /><span dir="auto">${service.name}</span></label>
          ${statuses && service.id in chosen && html`
            <select aria-label="Status of ${service.name}" value=${chosen[service.id]} onInput=${({ target }) => onChange({ ...chosen, [service.id]: target.value })}>${optionsOf(GIVEN)}</select>`}
          ${!statuses && html`<${State} status=${service.status} />`}
        </li>`)}
      </ul>`}
      ${!services.length && html`<p class="hint">There are no services yet.</p>`}
    </fieldset>`;
}

/** The same for ids alone. */
export const asChosen = (ids) => Object.fromEntries(ids.map((id) => [id, ""]));

/** As the API takes it: the ids, and the statuses given. */
export const asRequest = (chosen) => {
  const given = Object.fromEntries(Object.entries(chosen).filter(([, status]) => status));
  return { service_ids: Object.keys(chosen), ...(Object.keys(given).length && { service_status: given }) };
};
