// How senders of alerts and rules are spoken of.
import { statusWord } from "../shared/states.js";

export const KINDS = {
  alertmanager: "Prometheus Alertmanager", grafana: "Grafana", sns: "AWS CloudWatch, by SNS", pagerduty: "PagerDuty", opsgenie: "Opsgenie", datadog: "Datadog", newrelic: "New Relic",
  sentry: "Sentry", uptimerobot: "UptimeRobot", betterstack: "Better Stack", pingdom: "Pingdom", healthchecks: "Healthchecks.io", generic: "Any other, as JSON", email: "Mail that says DOWN or UP",
};
export const SIGNED = ["pagerduty", "sentry"];
export const ACTIONS = { set_status: "Change the status of services", draft_incident: "Prepare an incident as a draft", open_incident: "Open an incident" };

/** `severity is critical, service is api-*`. */
export const whenOf = ({ match }) => Object.entries(match).map(([label, pattern]) => `${label} is ${pattern}`).join(", ") || "always";

/** A rule of the form, for whoever did not write it. */
export const inWords = ({ match, services: chosen, ...rule }, services) => `when ${match.split("\n").map((line) => line.trim()).filter(Boolean).join(", ") || "always"}: ${thenOf({ ...rule, service_ids: Object.keys(chosen), quiet_minutes: Number(rule.quiet_minutes) }, services)}`;

/** What follows, with names of services. */
export function thenOf({ action, status, service_ids: ids, quiet_minutes: quiet }, services) {
  const names = ids.map((id) => services.find((each) => each.id === id)?.name ?? "a deleted service").join(", ");
  const what = action === "set_status" ? `${names || "nothing"}: ${statusWord(status)}` : `${action === "open_incident" ? "open an incident" : "prepare an incident"}${names && ` about ${names}`}${status ? ` (${statusWord(status)})` : ""}`;
  return `${what}${quiet ? `, over after ${quiet} quiet ${quiet === 1 ? "minute" : "minutes"}` : ""}`;
}
