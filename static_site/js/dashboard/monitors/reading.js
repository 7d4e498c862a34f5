// A monitor as its form has it, where all is text, and as the API takes it.
import { NAMES_OF } from "./kind-fields.js";

export const HIDDEN = "•••";
const NUMBERS = ["port", "ip_version", "max_redirects", "certificate_days", "heartbeat_minutes", "grace_minutes", "interval_minutes", "timeout_seconds", "failures", "recoveries", "quorum"];
const lines = (text) => text.split("\n").map((each) => each.trim()).filter(Boolean);

export const EMPTY = {
  kind: "http", name: "", interval_minutes: "1", timeout_seconds: "10", failures: "2", recoveries: "1", regions: ["home"], quorum: "",
  url: "", method: "GET", headers: "", body: "", ip_version: "", max_redirects: "5", expected_statuses: "200-299", expected_text: "", json_path: "", certificate_days: "",
  host: "", port: "", record_type: "A", expected_answers: "", server: "", heartbeat_minutes: "60", cron: "", time_zone: "UTC", grace_minutes: "5",
  action: "", status: "major_outage", services: {}, template_id: "", quiet_minutes: "0",
};

const asText = (value) => (value === null || value === undefined ? "" : String(value));

export function read(monitor) {
  const [rule] = monitor.rules;
  const texts = Object.fromEntries(Object.keys(EMPTY).map((name) => [name, asText(monitor[name])]));
  return {
    ...texts,
    regions: monitor.regions,
    headers: Object.keys(monitor.headers).map((name) => `${name}: ${HIDDEN}`).join("\n"),
    expected_statuses: monitor.expected_statuses.join(", "),
    expected_answers: monitor.expected_answers.join("\n"),
    action: rule?.action ?? "",
    status: rule?.status ?? "",
    services: Object.fromEntries((rule?.service_ids ?? []).map((id) => [id, ""])),
    template_id: rule?.template_id ?? "",
    quiet_minutes: asText(rule?.quiet_minutes ?? 0),
  };
}

function headersOf(text) {
  return Object.fromEntries(lines(text).map((line) => {
    const [name, ...rest] = line.split(":");
    const value = rest.join(":").trim();
    return [name.trim(), value === HIDDEN ? null : value];
  }));
}

function valueOf(name, text) {
  if (NUMBERS.includes(name)) return text.trim() ? Number(text) : null;
  if (name === "headers") return headersOf(text);
  if (name === "expected_statuses") return text.split(",").map((each) => each.trim()).filter(Boolean);
  if (name === "expected_answers") return lines(text);
  return typeof text === "string" ? text.trim() || null : text;
}

/** The rule that the form makes is the first; what others there are stay. */
function rulesOf(values, before = []) {
  const [first, ...others] = before;
  if (!values.action) return others;
  const rule = { ...first, action: values.action, service_ids: Object.keys(values.services), status: values.status || null, quiet_minutes: Number(values.quiet_minutes) || 0 };
  return [{ ...rule, template_id: (values.action !== "set_status" && values.template_id) || null }, ...others];
}

const COMMON = ["name", "interval_minutes", "timeout_seconds", "failures", "recoveries", "regions", "quorum"];

export function asRequest(values, monitor) {
  const isNew = !monitor.id;
  const names = [...COMMON, ...NAMES_OF[values.kind]].filter((name) => name !== "cron" || !values.heartbeat_minutes);
  const given = Object.fromEntries(names.map((name) => [name, valueOf(name, values[name])]));
  if (values.heartbeat_minutes && !isNew && values.kind === "heartbeat") given.cron = null;
  const kept = isNew ? Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null)) : given;
  return { ...kept, ...(isNew && { kind: values.kind }), rules: rulesOf(values, monitor.rules) };
}
