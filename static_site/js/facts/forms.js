// What may be chosen, how long a text may be, and who may do what.
// Made from chalicelib/domain by `make api-documents`: change it there.

/** {status: what visitors read when an update has no words of its own}. */
export const INCIDENT_SENTENCES = {
  investigating: "We are investigating this issue.",
  identified: "The issue has been identified and a fix is being worked on.",
  monitoring: "A fix is in place and we are watching the results.",
  resolved: "This incident has been resolved.",
};

/** The same for maintenance. */
export const MAINTENANCE_SENTENCES = {
  scheduled: "This maintenance has been scheduled.",
  in_progress: "The maintenance has started.",
  verifying: "The work is done and we are checking the results.",
  completed: "The maintenance is completed.",
  cancelled: "The maintenance has been cancelled.",
};

/** {status of maintenance: those it can go to}. */
export const MAINTENANCE_STEPS = {
  scheduled: ["in_progress", "cancelled"],
  in_progress: ["verifying", "completed", "cancelled"],
  verifying: ["in_progress", "completed", "cancelled"],
  completed: [],
  cancelled: [],
};

/** The statuses that an incident can give its services. */
export const GIVEN_BY_INCIDENTS = ["operational", "degraded_performance", "partial_outage", "major_outage"];

/** {role: what somebody in it can do}; each includes those before it. */
export const ROLES = {
  viewer: "see everything",
  member: "run services, incidents and maintenance",
  admin: "run everything, including the team, API keys and settings",
  owner: "do everything, including deleting the organization",
};

/** {what somebody wants to do: the least role that may}. */
export const NEEDED = {
  see: "viewer",
  run: "member",
  manage_team: "admin",
  manage_keys: "admin",
  change_settings: "admin",
  read_log: "admin",
  manage_owners: "owner",
  delete_organization: "owner",
};

/** {scope of an API key: the role as which it acts}. */
export const KEY_SCOPES = {
  read: "viewer",
  write: "member",
  admin: "admin",
};

/** What the owners can be told by mail. */
export const NOTIFICATIONS = ["member_joined", "api_key_created"];

/** The kinds of things that the audit log tells of. */
export const LOGGED = ["organization", "member", "invitation", "api_key", "service", "incident", "maintenance", "series", "postmortem", "draft", "template", "metric", "monitor", "host", "subscriber", "source", "import", "export"];

/** How many letters a text may have. */
export const LONGEST = {
  name: 100,
  title: 200,
  label: 100,
  headline: 200,
  text: 5000,
  web_address: 2000,
  email: 254,
  slug: 40,
  status_word: 40,
  password: 200,
};

/** How many it must have. */
export const SHORTEST = {
  slug: 3,
  password: 10,
};

/** A pattern, with the flag `m`: where a text may have Markdown. */
export const MARKS = "[*_`\\[<\\\\~]|^[ \\t]*(?:[>#+-]|[0-9]{1,9}[.)])|^(?: {4}| {0,3}\\t)";

/** What the address of a page looks like. */
export const SLUG = "^[a-z0-9]+(-[a-z0-9]+)*$";

/** How many there may be. */
export const MOST = {
  links: 10,
  categories: 50,
  affected: 200,
  templates: 100,
};

/** In days. */
export const DURATIONS = {
  invitation: 7,
  maintenance: 90,
  undo_deletion: 7,
};
