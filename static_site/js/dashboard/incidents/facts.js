// What an incident's page and its forms both say of it.
import { IMPACT, INCIDENT_STATUS, RESOLVED } from "../../facts/page.js";
import { impactState } from "../../page/states.js";
import { both } from "../shared/words.js";

/** [value, label], to choose from. */
export const STATES = Object.entries(INCIDENT_STATUS);
export const IMPACTS = Object.entries(IMPACT).map(([value, [label]]) => [value, label]);

export const isOpen = ({ status }) => status !== RESOLVED;
export const toneOf = (incident) => (isOpen(incident) ? impactState(incident.impact)[1] : "ok");
export const newestFirst = (a, b) => (a.started_at + a.id < b.started_at + b.id ? 1 : -1);
export const names = (services) => both(services.map(({ name }) => name));
export const idsOf = (services) => services.map(({ id }) => id);
