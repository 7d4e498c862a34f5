// One click to the new status of a service. Every status has its shape; the present one also its word.
import { html } from "../../vendor/preact.js";
import { Icon, SERVICE_STATUS } from "../status.js";
import { State } from "./parts.js";

const ORDER = ["operational", "degraded_performance", "partial_outage", "major_outage", "under_maintenance"];

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
