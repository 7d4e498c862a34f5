// What state something is in, in words, colours and shapes.
import { html } from "../../vendor/preact.js";
import { ICONS, IMPACT, INCIDENT_STATUS, INDICATOR, MAINTENANCE_STATUS, RESOLVED, SERVICE_STATUS } from "../facts/page.js";

// The organization's own words for the status of a service; a window shows one organization.
let ownWords = {};
export const setOwnWords = (words = {}) => (ownWords = words);
// A state that only a newer server knows is shown by its name.
const shown = (known, state) => known[state] ?? [words(state), "idle"];
export const serviceWord = (status) => ownWords[status] ?? shown(SERVICE_STATUS, status)[0];
export const serviceTone = (status) => shown(SERVICE_STATUS, status)[1];
export const severity = ({ status }) => Object.keys(SERVICE_STATUS).indexOf(status);

export const toneOf = (indicator) => INDICATOR[indicator] ?? "idle";
export const impactState = (impact) => shown(IMPACT, impact);
export const words = (word) => word[0].toUpperCase() + word.slice(1).replaceAll("_", " ");

/** [word, tone] of an incident: its impact, until it is resolved. */
export const incidentState = ({ status, impact }) => (status === RESOLVED ? [INCIDENT_STATUS[RESOLVED], "ok"] : impactState(impact));

export const maintenanceTone = ({ status }) => shown(MAINTENANCE_STATUS, status)[1];
const isIn = (phase) => ({ status }) => shown(MAINTENANCE_STATUS, status)[2] === phase;
export const isFinished = isIn("finished");
export const isRunning = isIn("running");
export const isComing = isIn("coming");

/** How the page hears of changes, in words. */
export const CONNECTION = {
  connecting: "Connecting…",
  live: "Live",
  reconnecting: "Reconnecting…",
  polling: "Polling every 15 seconds",
  offline: "Offline since ",
};

/** A state by shape and colour; the word stands next to it. */
export const Icon = ({ tone }) => html`
  <svg class="icon tone-${tone}" viewBox="0 0 16 16" aria-hidden="true"><path d=${ICONS[tone][0]} /><path d=${ICONS[tone][1]} /></svg>`;

export const Badge = ({ tone, children }) => html`<span class="badge tone-${tone}">${children}</span>`;

/** Highlights an element for a moment when it is drawn with another stamp than before. */
export const highlighting = (stamp) => (element) => {
  if (!element) return;
  const seen = element.dataset.stamp;
  element.dataset.stamp = stamp;
  if (seen && seen !== String(stamp) && !matchMedia("(prefers-reduced-motion: reduce)").matches)
    element.animate([{ backgroundColor: "var(--highlight)", offset: 0 }], { duration: 2500, easing: "ease-out" });
};
