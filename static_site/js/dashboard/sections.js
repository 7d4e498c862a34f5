// The sections of the dashboard, each loaded when it is first opened.
import { html } from "../../vendor/preact.js";
import { useEffect, useRef } from "../../vendor/hooks.js";
import { impactState, isRunning } from "../page/states.js";
import { Failure, Heading, Skeleton } from "./shared/heading.js";
import { useLoaded } from "./shared/lazy.js";

const SECTIONS = { "": "Overview", services: "Services", incidents: "Incidents", maintenance: "Maintenance", subscribers: "Subscribers", templates: "Templates", alerts: "Alerts", monitors: "Monitors", metrics: "Metrics", reports: "Reports", team: "Team", organization: "Organization" };

/** A section has a folder of its own, whose module exports `ServicesSection`, and so on. */
const named = (name) => ({ load: async () => (await import(`./${name}/section.js`))[`${name[0].toUpperCase()}${name.slice(1)}Section`] });

const VIEWS = {
  ...Object.fromEntries(Object.keys(SECTIONS).map((section) => [section, named(section || "overview")])),
  profile: named("profile"),
  "new-organization": { load: async () => (await import("./new-organization.js")).NewOrganization },
};
const NEEDS_NO_PAGE = ["profile", "new-organization"];

const IMPACTS = ["critical", "major", "minor", "none"];
const worstOf = (incidents) => IMPACTS.find((impact) => incidents.some((each) => each.impact === impact));

/** [how many are open, the tone of the worst]. */
const openIn = {
  incidents: ({ active_incidents: open }) => [open.length, impactState(worstOf(open) ?? "none")[1]],
  maintenance: ({ maintenance }) => [maintenance.filter(isRunning).length, "maintenance"],
};

function Count({ section, page }) {
  const [count, tone] = (page && openIn[section]?.(page)) ?? [0];
  return count > 0 && html` <span class="count tone-${tone}">${count}<span class="visually-hidden"> ${section === "maintenance" ? "running" : "open"}</span></span>`;
}

/** On narrow screens it is one row to be scrolled, in which the present section is always to be seen. */
export function Navigation({ section: shown, page }) {
  const list = useRef();
  useEffect(() => {
    const here = list.current.querySelector("[aria-current]");
    if (here) list.current.scrollLeft = here.offsetLeft - (list.current.clientWidth - here.offsetWidth) / 2;
  }, [shown, Boolean(page)]); // numbers that come with the page make it wider
  return html`
    <nav class="sections" aria-label="Dashboard">
      <ul class="strip" ref=${list}>${Object.entries(SECTIONS).map(([section, title]) => html`<li key=${section}>
        <a href="/dashboard${section && `/${section}`}" aria-current=${section === shown ? "page" : undefined}>${title}<${Count} section=${section} page=${page} /></a></li>`)}
      </ul>
    </nav>`;
}

const NotHere = () => html`<${Heading} title="There is nothing at this address" /><p><a href="/dashboard">To the overview</a></p>`;
const NOWHERE = { view: NotHere };

export function Content(state) {
  const { failure, retry, organization, page, route } = state;
  const { view, problem, load } = useLoaded(VIEWS[route.section] ?? NOWHERE);
  if (failure ?? problem) return html`<${Failure} problem=${failure ?? problem} retry=${failure ? retry : load} />`;
  const needsNoPage = NEEDS_NO_PAGE.includes(route.section) || !(route.section in VIEWS);
  if (!view || !(needsNoPage || (organization && page))) return html`<${Skeleton} />`;
  return html`<${view} key=${needsNoPage ? route.section : organization.id} ...${state} />`;
}
