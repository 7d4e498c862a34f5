// What may be chosen, how long a text may be, and who may do what.
// Made from chalicelib/domain by `make api-documents`: change it there.

export const INCIDENT_SENTENCES = {
  investigating: "We are investigating this issue.",
  identified: "The issue has been identified and a fix is being worked on.",
  monitoring: "A fix is in place and we are watching the results.",
  resolved: "This incident has been resolved.",
};

export const MAINTENANCE_SENTENCES = {
  scheduled: "This maintenance has been scheduled.",
  in_progress: "The maintenance has started.",
  verifying: "The work is done and we are checking the results.",
  completed: "The maintenance is completed.",
  cancelled: "The maintenance has been cancelled.",
};

export const MAINTENANCE_STEPS = {
  scheduled: ["in_progress", "cancelled"],
  in_progress: ["verifying", "completed", "cancelled"],
  verifying: ["in_progress", "completed", "cancelled"],
  completed: [],
  cancelled: [],
};

export const GIVEN_BY_INCIDENTS = ["operational", "degraded_performance", "partial_outage", "major_outage"];

export const ROLES = {
  viewer: "see everything",
  member: "run services, incidents and maintenance",
  admin: "run everything, including the team, API keys and settings",
  owner: "do everything, including deleting the organization",
};

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

export const KEY_SCOPES = {
  read: "viewer",
  write: "member",
  admin: "admin",
};

export const NOTIFICATIONS = ["member_joined", "api_key_created"];

export const LOGGED = ["organization", "member", "invitation", "api_key", "service", "incident", "maintenance", "series", "postmortem", "draft", "template", "metric", "monitor", "host", "subscriber", "source", "import", "export"];

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

export const SHORTEST = {
  slug: 3,
  password: 10,
};

export const MARKS = "[*_`\\[<\\\\~]|^[ \\t]*(?:[>#+-]|[0-9]{1,9}[.)])|^(?: {4}| {0,3}\\t)";

export const SLUG = "^[a-z0-9]+(-[a-z0-9]+)*$";

export const MOST = {
  links: 10,
  categories: 50,
  affected: 200,
  templates: 100,
};

export const DURATIONS = {
  invitation: 7,
  maintenance: 90,
  undo_deletion: 7,
};
