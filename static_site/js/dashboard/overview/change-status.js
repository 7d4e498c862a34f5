// A status changed without a detour: those in trouble first, and any other by its name.
import { html } from "../../../vendor/preact.js";
import { useMemo, useState } from "../../../vendor/hooks.js";
import { severity } from "../../page/states.js";
import { StateLine } from "../shared/service-state.js";
import { setStatus } from "../shared/set-status.js";
import { StatusPicker } from "../shared/states.js";

export const SEARCH = "find-service";
const MOST = 6;

const hasText = ({ name, category }, wanted) => `${name}\n${category}`.toLowerCase().includes(wanted.trim().toLowerCase());

/** The ids of those that match, worst first; they keep their places while somebody picks. */
function useFound(services, text) {
  return useMemo(
    () => services.filter((each) => hasText(each, text)).toSorted((a, b) => severity(b) - severity(a)).map(({ id }) => id),
    [text, services.map(({ id }) => id).join()],
  );
}

const Service = ({ service, page }) => html`
  <li class="service-row is-short">
    <div class="service-what"><span class="service-name" dir="auto">${service.name}</span><${StateLine} service=${service} page=${page} /></div>
    <${StatusPicker} service=${service} onPick=${(status) => setStatus(service, status)} />
  </li>`;

export function ChangeStatus({ page }) {
  const [text, setText] = useState("");
  const found = useFound(page.services, text);
  const shown = found.slice(0, MOST).map((id) => page.services.find((each) => each.id === id)).filter(Boolean);
  return html`
    <section aria-labelledby="change-status">
      <h2 id="change-status">Change a status</h2>
      <input id=${SEARCH} class="find" type="search" dir="auto" aria-label="Find a service" placeholder="Find a service" value=${text} onInput=${({ target }) => setText(target.value)} />
      ${shown.length ? html`<ul class="rows" aria-label="Services">${shown.map((each) => html`<${Service} key=${each.id} service=${each} page=${page} />`)}</ul>` : html`<p class="empty">No service is called “${text}”.</p>`}
      <p class="hint">${found.length > shown.length && `${shown.length} of ${found.length} shown. `}<a href="/dashboard/services">All services</a></p>
    </section>`;
}
