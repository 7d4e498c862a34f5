// The state of a service in words, and what it comes from.
import { html } from "../../../vendor/preact.js";
import { isRunning, serviceTone } from "../../page/states.js";
import { statusWord } from "./states.js";

/** Those of `entries` that touch the service. */
export const naming = (service, entries) => entries.filter(({ services }) => services.some(({ id }) => id === service.id));

const Reasons = ({ service, page }) => naming(service, [...page.active_incidents, ...page.maintenance.filter(isRunning)]).map((each) => html`
  <span class="reason" key=${each.id}><a dir="auto" href="/dashboard/${each.scheduled_start ? "maintenance" : "incidents"}/${each.id}">${each.title}</a></span>`);

export const StateLine = ({ service, page }) => html`
  <p class="service-state"><strong class="tone-${serviceTone(service.status)}">${statusWord(service.status)}</strong><${Reasons} service=${service} page=${page} /></p>`;
