// How monitors are spoken of, in the list, on their own page and in their form.
import { html } from "../../../vendor/preact.js";
import { Icon } from "../../page/states.js";
import { relative } from "../../page/times.js";

export const KINDS = { http: "Web page or API (HTTP)", tcp: "Port (TCP)", dns: "Name (DNS)", tls: "Certificate (TLS)", heartbeat: "Job that calls (heartbeat)" };

const HEALTH = { up: ["Up", "ok"], down: ["Down", "critical"], unknown: ["Not known yet", "idle"] };

/** What is thought of it, by shape, colour and word. */
export const Health = ({ monitor }) => {
  const [word, tone] = monitor.paused ? ["Paused", "idle"] : HEALTH[monitor.state.health] ?? HEALTH.unknown;
  return html`<span class="state tone-${tone}"><${Icon} tone=${tone} /> ${word}</span>`;
};

/** What it looks at. */
export const whereOf = ({ kind, url, host, port, record_type: type, cron, heartbeat_minutes: minutes, time_zone: zone }) =>
  ({ http: url, tcp: `${host}:${port}`, tls: `${host}:${port ?? 443}`, dns: `${type} ${host}`, heartbeat: cron ? `${cron} (${zone})` : minutes === 1 ? "every minute" : `every ${minutes} minutes` })[kind];

export const lastOf = ({ state: { last }, kind }) => {
  if (!last) return kind === "heartbeat" ? "Has not called yet" : "Not looked at yet";
  return html`${relative(last.at, Date.now())}: <span dir="auto">${last.message}</span>${last.milliseconds !== undefined && last.milliseconds !== null && ` in ${last.milliseconds} ms`}`;
};
