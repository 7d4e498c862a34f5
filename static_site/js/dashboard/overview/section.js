// /dashboard: what is open, what comes next, what changed last, and the quick ways to act.
import { html } from "../../../vendor/preact.js";
import { Icon, toneOf } from "../../page/states.js";
import { Heading } from "../shared/heading.js";
import { ReadOnly, may } from "../shared/permission.js";
import { bothShown, plural } from "../shared/words.js";
import { styled } from "../shared/styled.js";
import { Address } from "./address.js";
import { ChangeStatus, SEARCH } from "./change-status.js";
import { FirstSteps } from "./first-steps.js";
import { Coming, Open } from "./entries.js";
import { Recent } from "./recent.js";

await styled("/css/overview.css");

const MOST_NAMES = 4;

const Affected = ({ services, all }) => {
  const names = services.slice(0, MOST_NAMES).map(({ name }) => name);
  const more = services.length - names.length;
  return html`${services.length} of ${plural(all, "service")} not operational: ${bothShown(more ? [...names, `${more} more`] : names)}.`;
};

/** How everything stands, as visitors read it. */
function Standing({ page: { services, status } }) {
  const affected = services.filter((each) => each.status !== "operational");
  return html`
    <section class="panel standing tone-${toneOf(status.indicator)}" aria-label="Current status">
      <${Icon} tone=${toneOf(status.indicator)} />
      <div><p class="standing-word">${status.description}</p>
        <p class="hint">${affected.length ? html`<${Affected} services=${affected} all=${services.length} />` : services.length ? `${plural(services.length, "service")}, all operational.` : "No services yet."}</p></div>
    </section>`;
}

const QuickActions = ({ page }) => may("run") && html`
  <a class="button primary" href="/dashboard/incidents/new">Report incident</a>
  <a class="button" href="/dashboard/maintenance/new">Schedule maintenance</a>
  ${page.services.length > 0 && html`<button class="button" onClick=${() => document.getElementById(SEARCH).focus()}>Change a status</button>`}`;

export function OverviewSection(state) {
  const { page } = state;
  return html`
    <div class="overview-heading"><${Heading} title="Overview"><${QuickActions} page=${page} /><//></div>
    <${ReadOnly} what="everything" />
    <${FirstSteps} ...${state} />
    <div class="two">
      <div>
        <${Standing} page=${page} />
        <${Open} ...${state} />
        <${Coming} ...${state} />
        ${may("run") && page.services.length > 0 && html`<${ChangeStatus} page=${page} />`}
      </div>
      <div>
        <${Address} ...${state} />
        <${Recent} ...${state} />
      </div>
    </div>`;
}
