// The state of a service: shown, or to pick.
import { html } from "../../../vendor/preact.js";
import { SERVICE_STATUS } from "../../facts/page.js";
import { Icon, serviceTone, words } from "../../page/states.js";

export const statusWord = (status) => SERVICE_STATUS[status]?.[0] ?? words(status); // a newer server may know more

export const State = ({ status }) => html`<span class="state tone-${serviceTone(status)}"><${Icon} tone=${serviceTone(status)} />${statusWord(status)}</span>`;

// From best to worst, and planned work apart.
const ORDER = [...Object.keys(SERVICE_STATUS).filter((status) => status !== "under_maintenance"), "under_maintenance"];

export const StatusPicker = ({ service, isLocked, onPick }) => isLocked ? html`<${State} status=${service.status} />` : html`
  <div class="picker" role="group" aria-label="Status of ${service.name}">
    ${ORDER.map((status) => {
      const [word, tone] = SERVICE_STATUS[status];
      const isPresent = status === service.status;
      return html`
        <button key=${status} class="pick tone-${tone}" aria-pressed=${isPresent} aria-label=${word} title=${word} onClick=${() => isPresent || onPick(status)}>
          <${Icon} tone=${tone} />${isPresent && html`<span>${word}</span>`}
        </button>`;
    })}
  </div>`;
