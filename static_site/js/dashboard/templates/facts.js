// What the list of templates and their form both say of them.
import { INCIDENT_STATUS, MAINTENANCE_STATUS } from "../../facts/page.js";

export const KINDS = [["incident", "Incident"], ["maintenance", "Maintenance"]];

/** [step, word] of a kind, in the order in which they come. What maintenance says first is its description. */
export const stepsOf = (kind) => (kind === "incident" ? Object.entries(INCIDENT_STATUS) : Object.entries(MAINTENANCE_STATUS).map(([step, [word]]) => [step, word]).filter(([step]) => step !== "scheduled"));

export const byName = (a, b) => a.name.localeCompare(b.name);
