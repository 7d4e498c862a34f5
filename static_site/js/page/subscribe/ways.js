// The ways of being told, and a subscription as the API takes it. Pure, so that node can test it.

const CHAT = (name, placeholder, hint) => ({ name, field: "url", label: `Address of the incoming webhook in ${name}`, placeholder, hint });

/** {channel: what it is called, and the one field that it needs}; `feeds` is none, and only has links. */
export const WAYS = {
  email: { name: "Email", field: "email", label: "Email address" },
  web_push: { name: "This browser" },
  slack: CHAT("Slack", "https://hooks.slack.com/services/…", "In Slack: Apps, Incoming Webhooks, Add to Slack; choose a channel and copy the address."),
  teams: CHAT("Teams", "https://….powerplatform.com/…", "In Teams: the channel’s menu, Workflows, “Send webhook alerts to a channel”; copy the address."),
  discord: CHAT("Discord", "https://discord.com/api/webhooks/…", "In Discord: the channel’s settings, Integrations, Webhooks, New Webhook; copy the address."),
  google_chat: CHAT("Google Chat", "https://chat.googleapis.com/v1/spaces/…", "In Google Chat: the space’s menu, Apps & integrations, Webhooks; copy the address."),
  webhook: { name: "Webhook", field: "url", label: "Address that takes a POST", placeholder: "https://", hint: "For programs: each message is JSON, signed by Standard Webhooks." },
  feeds: { name: "Feeds and calendar" },
};

const EMAIL = /^[^@\s]+@[^@\s]+\.[^@\s.]{2,}$/;

function isHttps(address) {
  try {
    return new URL(address).protocol === "https:";
  } catch {
    return false;
  }
}

/** On one machine somebody who tries it has no certificate: there the server says what it takes. */
const isAllowed = (address) => isHttps(address) || /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/]/.test(address);

/** {field: sentence} of what is wrong; empty for what can be sent. */
export function wrong({ channel, email, url, about, categories, services }) {
  const { field } = WAYS[channel];
  const found = {};
  if (field === "email" && !EMAIL.test(email.trim())) found.email = "Enter an email address, such as name@example.com";
  if (field === "url" && !isAllowed(url.trim())) found.url = "Enter a web address that starts with https://";
  if (about === "some" && !categories.length && !services.length) found.about = "Choose at least one, or everything";
  return found;
}

/** The body of POST /api/status/{slug}/subscribers; `subscription` is the browser's. A category covers its services. */
export function bodyOf({ channel, email, url, about, categories, services, which }, page, incident, subscription) {
  const { field } = WAYS[channel];
  const ids = page.services.filter(({ id, category }) => services.includes(id) && !categories.includes(category)).map(({ id }) => id);
  return {
    channel,
    ...(field === "email" && { email: email.trim() }),
    ...(field === "url" && { url: url.trim() }),
    ...(subscription && { subscription }),
    ...(about === "incident" && { incident_id: incident.id }),
    ...(about === "some" && { categories, service_ids: ids }),
    which,
    time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC",
  };
}

/** Services below their categories, in the order of the page: [[category, services]]. */
export function grouped({ services, organization: { categories = [] } }) {
  const place = (name) => (categories.includes(name) ? categories.indexOf(name) : categories.length);
  const names = [...new Set(services.map(({ category }) => category))].sort((one, other) => place(one) - place(other));
  return names.map((name) => [name, services.filter(({ category }) => category === name)]);
}
