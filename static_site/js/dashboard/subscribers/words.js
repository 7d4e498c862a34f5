// How subscribers and what they are told are put in words. Pure, so that node can test it.
import { both, plural } from "../shared/words.js";

export const CHANNELS = { email: "Email", web_push: "Browser", slack: "Slack", teams: "Microsoft Teams", discord: "Discord", google_chat: "Google Chat", webhook: "Webhook" };

/** {state: [word, tone]}. */
export const STATES = { pending: ["Not confirmed yet", "minor"], active: ["Active", "ok"], paused: ["Paused", "idle"], suppressed: ["Stopped", "critical"] };

const unknown = (word) => word[0].toUpperCase() + word.slice(1).replaceAll("_", " ");
export const channelWord = (channel) => CHANNELS[channel] ?? unknown(channel);
export const stateOf = ({ state }) => STATES[state] ?? [unknown(state), "idle"];

/** Who it is. Whoever knows all of a chat's address can write to it, so of that only the host is shown. */
export function addressOf({ channel, email, url }) {
  if (email) return email;
  if (!url) return channelWord(channel);
  return channel === "webhook" ? url : `${channelWord(channel)} (${URL.canParse(url) ? new URL(url).host : "?"})`;
}

/** What somebody follows: "Everything", or names. What is not on the page any more is only counted. */
export function aboutOf({ categories = [], service_ids: ids = [], incident_ids: incidents = [] }, page) {
  if (!categories.length && !ids.length && !incidents.length) return "Everything";
  const services = page.services.filter(({ id }) => ids.includes(id)).map(({ name }) => name);
  const gone = ids.length - services.length;
  return both([...categories, ...services, gone && plural(gone, "deleted service"), incidents.length && plural(incidents.length, "incident")].filter(Boolean));
}

export const whichWord = (which) => (which === "start_and_end" ? "start and end only" : "");

const KINDS = {
  incident_opened: "Incident opened",
  incident_updated: "Incident update",
  incident_resolved: "Incident resolved",
  postmortem_published: "Postmortem",
  maintenance_scheduled: "Maintenance scheduled",
  maintenance_rescheduled: "Maintenance rescheduled",
  maintenance_soon: "Maintenance about to start",
  maintenance_started: "Maintenance started",
  maintenance_updated: "Maintenance update",
  maintenance_ended: "Maintenance ended",
  maintenance_cancelled: "Maintenance cancelled",
  service_status: "Status of a service",
  test: "Test message",
  digest: "Digest of what was held back",
  endpoint_failing: "Failing webhook",
};
export const kindWord = (kind) => KINDS[kind] ?? unknown(kind);

const NUMBER = new Intl.NumberFormat("en");
export const numbered = (count) => NUMBER.format(count);

const PARTS = [["sent", "sent"], ["failed", "failed"], ["held", "held back"], ["skipped", "left out"], ["waiting", "waiting"]];

export const totalOf = (counts) => PARTS.reduce((sum, [name]) => sum + (counts[name] ?? 0), 0);
export const settledOf = (counts) => totalOf(counts) - (counts.waiting ?? 0);

/** "4,213 sent, 2 failed". */
export function countsWord({ counts, state }) {
  const said = PARTS.filter(([name]) => counts[name]).map(([name, word]) => `${numbered(counts[name])} ${word}`);
  if (said.length) return said.join(", ");
  return state === "done" ? "Nobody wanted to be told" : "Looking up who is told";
}
