// The sections of the dashboard, each loaded when it is first opened.
import { html } from "../../vendor/preact.js";
import { useEffect, useState } from "../../vendor/hooks.js";
import { UNREACHABLE } from "../api.js";
import { isRunning } from "../page/states.js";
import { Failure, Heading, Skeleton } from "./shared/heading.js";

const SECTIONS = { services: "Services", incidents: "Incidents", maintenance: "Maintenance", templates: "Templates", team: "Team", organization: "Organization" };

const VIEWS = {
  services: async () => (await import("./services/section.js")).ServicesSection,
  incidents: async () => (await import("./incidents/section.js")).IncidentsSection,
  maintenance: async () => (await import("./maintenance/section.js")).MaintenanceSection,
  templates: async () => (await import("./templates/section.js")).TemplatesSection,
  team: async () => (await import("./team/section.js")).TeamSection,
  organization: async () => (await import("./organization/section.js")).OrganizationSection,
  profile: async () => (await import("./profile/section.js")).ProfileSection,
  "new-organization": async () => (await import("./new-organization.js")).NewOrganization,
};
const NEEDS_NO_PAGE = ["profile", "new-organization"];

const countOf = (page, section) => (section === "incidents" ? page?.active_incidents.length : section === "maintenance" ? page?.maintenance.filter(isRunning).length : 0);

export const Navigation = ({ section: shown, page }) => html`
  <nav class="sections" aria-label="Dashboard">
    <ul>${Object.entries(SECTIONS).map(([section, title]) => html`<li key=${section}>
      <a href="/dashboard/${section}" aria-current=${section === shown ? "page" : undefined}>${title}
        ${countOf(page, section) > 0 && html` <span class="count">${countOf(page, section)}<span class="visually-hidden"> open</span></span>`}</a></li>`)}
    </ul>
  </nav>`;

const NotHere = () => html`<${Heading} title="There is nothing at this address" /><p><a href="/dashboard/services">To the services</a></p>`;

const loaded = { "": NotHere };
const nameOf = ({ section }) => (section in VIEWS ? section : "");

/** The section's view, once it is loaded. */
function useView(name) {
  const [, draw] = useState(0);
  const [problem, fail] = useState();
  const load = async () => {
    fail();
    try {
      loaded[name] ??= await VIEWS[name]();
      draw((before) => before + 1);
    } catch {
      fail({ message: UNREACHABLE });
    }
  };
  useEffect(() => {
    if (!loaded[name]) load();
  }, [name]);
  return { view: loaded[name], problem, load };
}

export function Content(state) {
  const { failure, retry, organization, page, route } = state;
  const name = nameOf(route);
  const { view, problem, load } = useView(name);
  if (failure ?? problem) return html`<${Failure} problem=${failure ?? problem} retry=${failure ? retry : load} />`;
  const isReady = NEEDS_NO_PAGE.includes(name) || (organization && page);
  return view && isReady ? html`<${view} key=${NEEDS_NO_PAGE.includes(name) ? name : organization.id} ...${state} />` : html`<${Skeleton} />`;
}
