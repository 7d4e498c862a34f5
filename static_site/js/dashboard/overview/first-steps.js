// What makes a new page worth sharing, until it is done or put away.
import { html } from "../../../vendor/preact.js";
import { useEffect, useState } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { Icon } from "../../page/states.js";
import { may } from "../shared/permission.js";
import { didStep, doneSteps } from "./done-steps.js";

const NEW = 30 * 86_400_000;

/** Whether somebody else is in the team; undefined until it is known. */
function useHasTeam(isAsked) {
  const [hasTeam, set] = useState();
  useEffect(() => {
    if (isAsked) api.get("/api/team/members").then(({ items }) => set(items.length > 1), () => {});
  }, [isAsked]);
  return hasTeam;
}

const Step = ({ isDone, title, text, href, action }) => html`
  <li class="step ${isDone ? "is-done" : ""}">
    ${isDone ? html`<${Icon} tone="ok" />` : html`<span class="step-mark" aria-hidden="true"></span>`}
    <div><strong>${title}</strong>${isDone && html`<span class="visually-hidden"> (done)</span>`}<p class="hint">${text}</p></div>
    ${!isDone && html`<a class="button small" href=${href} aria-label="${action}: ${title}">${action}</a>`}
  </li>`;

export function FirstSteps({ organization, page, now }) {
  const { shared, hidden } = doneSteps(organization.id);
  const { logo_url: logo, accent_color: colour, description } = organization;
  const isNew = !page.services.length || (now - new Date(organization.created_at) < NEW && !hidden);
  const hasTeam = useHasTeam(isNew && may("manage_team"));
  const steps = [
    may("run") && [page.services.length > 0, "Add your services", "One line for each thing your visitors depend on.", "/dashboard/services", "Add"],
    may("change_settings") && [Boolean(logo || colour || description), "Make it yours", "Your logo, your colour, and a sentence about you.", "/dashboard/organization/branding", "Brand it"],
    may("manage_team") && [hasTeam ?? false, "Invite your team", "Whoever is on call should be able to post an update.", "/dashboard/team", "Invite"],
    [Boolean(shared), "Share the address", "Link to it from your site, your app and your support.", `/status/${organization.slug}`, "Look at it"],
  ].filter(Boolean);
  if (!isNew || !may("run") || steps.every(([isDone]) => isDone)) return null;
  return html`
    <section class="panel first-steps" aria-labelledby="first-steps">
      <div class="heading"><h2 id="first-steps">First steps</h2>
        ${page.services.length > 0 && html`<button class="button quiet small" onClick=${() => didStep(organization.id, "hidden")}>Put away</button>`}</div>
      <ol>${steps.map(([isDone, title, text, href, action]) => html`<${Step} key=${title} isDone=${isDone} title=${title} text=${text} href=${href} action=${action} />`)}</ol>
    </section>`;
}
