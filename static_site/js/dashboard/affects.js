// Choosing the services that something affects, and the status each gets.
import { html } from "../../vendor/preact.js";
import { statusWord } from "./parts.js";

const GIVEN = ["degraded_performance", "partial_outage", "major_outage"];

/** `chosen` is {service id: status}; an empty status leaves the service as it is. */
export function Affects({ services, chosen, onChange, statuses = true, legend = "Affected services", hint }) {
  const toggle = (id) => {
    const { [id]: was, ...others } = chosen;
    onChange(was === undefined ? { ...chosen, [id]: statuses ? "degraded_performance" : "" } : others);
  };
  return html`
    <fieldset class="field">
      <legend>${legend}</legend>
      ${hint && html`<p class="hint">${hint}</p>`}
      <ul class="affects">
        ${services.map((service) => html`<li key=${service.id}>
          <label class="choice"><input type="checkbox" checked=${service.id in chosen} onChange=${() => toggle(service.id)} /><span>${service.name}</span></label>
          ${statuses && service.id in chosen && html`
            <select aria-label="Status of ${service.name}" value=${chosen[service.id]} onInput=${({ target }) => onChange({ ...chosen, [service.id]: target.value })}>
              <option value="">${`Stays as it is`}</option>
              ${GIVEN.map((status) => html`<option key=${status} value=${status}>${statusWord(status)}</option>`)}
            </select>`}
        </li>`)}
      </ul>
      ${!services.length && html`<p class="hint">There are no services yet.</p>`}
    </fieldset>`;
}

/** As the API takes it: the ids, and the statuses given. */
export const asRequest = (chosen) => {
  const given = Object.fromEntries(Object.entries(chosen).filter(([, status]) => status));
  return { service_ids: Object.keys(chosen), ...(Object.keys(given).length && { service_status: given }) };
};
