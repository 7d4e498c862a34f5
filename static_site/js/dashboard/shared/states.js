// The state of a service: shown, or to pick.
import { html } from "../../../vendor/preact.js";
import { GIVEN_BY_INCIDENTS } from "../../facts/forms.js";
import { SERVICE_STATUS } from "../../facts/page.js";
import { Icon, serviceTone, words } from "../../page/states.js";

export const statusWord = (status) => SERVICE_STATUS[status]?.[0] ?? words(status); // a newer server may know more

export const State = ({ status }) => html`<span class="state tone-${serviceTone(status)}"><${Icon} tone=${serviceTone(status)} />${statusWord(status)}</span>`;

/** What somebody can choose, from best to worst, and planned work apart. */
export const CHOSEN = [...GIVEN_BY_INCIDENTS, "under_maintenance"];

/** Short words for where the long ones have no room. */
const SHORT = { degraded_performance: "Degraded", partial_outage: "Partial", major_outage: "Major", under_maintenance: "Maintenance" };

/** `of` is what gets the status. */
export const StatusPicker = ({ service, onPick, of = service.name }) => html`
  <div class="picker" role="group" aria-label="Status of ${of}">
    ${CHOSEN.map((status) => {
      const [word, tone] = SERVICE_STATUS[status];
      const isPresent = status === service.status;
      return html`
        <button key=${status} type="button" class="pick tone-${tone}" aria-pressed=${isPresent} aria-label="${word}: ${of}" title=${word} onClick=${() => isPresent || onPick(status)}>
          <${Icon} tone=${tone} /><span class="pick-word" aria-hidden="true">${SHORT[status] ?? word}</span>
        </button>`;
    })}
  </div>`;
