// A source as its form has it, where conditions are lines of text, and as the API takes it. Pure, so that node can test it.
const lines = (text) => text.split("\n").map((each) => each.trim()).filter(Boolean);

export const NEW_RULE = { match: "", action: "set_status", status: "major_outage", services: {}, template_id: "", quiet_minutes: "0", notify: true };
export const PATHS = ["alerts", "key", "state", "title", "text", "at", "url"];
export const EMPTY = { kind: "alertmanager", name: "", signing_secret: "", rules: [NEW_RULE], mapped: false, firing: "", resolved: "", labels: "", ...Object.fromEntries(PATHS.map((path) => [path, ""])) };

const asLines = (pairs) => Object.entries(pairs).map(([name, value]) => `${name} = ${value}`).join("\n");

/** {name: value} of lines `name = value`. */
export const pairsOf = (text) => Object.fromEntries(lines(text).map((line) => {
  const at = line.indexOf("=");
  return at < 0 ? [line, "*"] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
}));

const readRule = (rule) => ({
  match: asLines(rule.match), action: rule.action, status: rule.status ?? "", services: Object.fromEntries(rule.service_ids.map((id) => [id, ""])),
  template_id: rule.template_id ?? "", quiet_minutes: String(rule.quiet_minutes), notify: rule.notify,
});

export function read({ kind, name, rules, mapping }) {
  const paths = Object.fromEntries(PATHS.map((path) => [path, mapping?.[path] ?? ""]));
  return { ...EMPTY, kind, name, rules: rules.map(readRule), mapped: Boolean(mapping), ...paths, firing: mapping?.firing.join(", ") ?? "", resolved: mapping?.resolved.join(", ") ?? "", labels: asLines(mapping?.labels ?? {}) };
}

const ruleOf = (rule) => ({
  match: pairsOf(rule.match), action: rule.action, service_ids: Object.keys(rule.services), status: rule.status || null,
  template_id: (rule.action !== "set_status" && rule.template_id) || null, quiet_minutes: Number(rule.quiet_minutes) || 0, notify: rule.notify,
});

const words = (text) => text.split(",").map((each) => each.trim()).filter(Boolean);

function mappingOf(values) {
  const paths = Object.fromEntries(PATHS.map((path) => [path, values[path].trim() || null]));
  const said = { ...(words(values.firing).length && { firing: words(values.firing) }), ...(words(values.resolved).length && { resolved: words(values.resolved) }) };
  return { ...paths, ...said, labels: pairsOf(values.labels) };
}

/** What is sent; a secret that was not typed again stays as it is. */
export function asRequest(values, isNew) {
  const { kind, name, rules, mapped, signing_secret: secret } = values;
  return { name, rules: rules.map(ruleOf), ...(isNew && { kind }), ...(kind === "generic" && { mapping: mapped ? mappingOf(values) : null }), ...(secret && { signing_secret: secret }) };
}
