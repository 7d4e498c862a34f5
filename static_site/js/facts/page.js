// How states are called, ordered and drawn.
// Made from chalicelib/domain by `make api-documents`: change it there.

export const SERVICE_STATUS = {
  operational: ["Operational", "ok"],
  unknown: ["Unknown", "idle"],
  under_maintenance: ["Under maintenance", "maintenance"],
  degraded_performance: ["Degraded performance", "minor"],
  partial_outage: ["Partial outage", "major"],
  major_outage: ["Major outage", "critical"],
};

export const IMPACT = {
  none: ["No impact", "idle"],
  minor: ["Minor impact", "minor"],
  major: ["Major impact", "major"],
  critical: ["Critical impact", "critical"],
};

export const INDICATOR = {
  none: "ok",
  unknown: "idle",
  maintenance: "maintenance",
  minor: "minor",
  major: "major",
  critical: "critical",
};

export const INCIDENT_STATUS = {
  investigating: "Investigating",
  identified: "Identified",
  monitoring: "Monitoring",
  resolved: "Resolved",
};

export const RESOLVED = "resolved";

export const MAINTENANCE_STATUS = {
  scheduled: ["Scheduled", "maintenance", "coming"],
  in_progress: ["In progress", "maintenance", "running"],
  verifying: ["Verifying", "maintenance", "running"],
  completed: ["Completed", "ok", "finished"],
  cancelled: ["Cancelled", "idle", "finished"],
};

export const PHASES = ["running", "coming", "finished"];

export const DAYS = 14;

export const DOWN = {
  major_outage: 1.0,
  partial_outage: 0.3,
};

export const OPEN_GROUPS_UP_TO = 30;

export const LINK = "(?<![A-Za-z0-9])([Hh][Tt][Tt][Pp][Ss]?:\\/\\/(?![^\\s\\/?#,;)<>\\u0022]*@)(?:[^\\u0000-\\/:-@\\[-`{-\\u00a0\\u00ad\\u061c\\u1680\\u180e\\u2000-\\u200b\\u200e-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u3000\\ufeff\\ufff9-\\ufffc\\p{P}](?:[-_\\u00b7\\u05be\\u05f3\\u05f4\\u2010\\u2011\\u2013\\u2019\\u30fb]*[^\\u0000-\\/:-@\\[-`{-\\u00a0\\u00ad\\u061c\\u1680\\u180e\\u2000-\\u200b\\u200e-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u3000\\ufeff\\ufff9-\\ufffc\\p{P}])*(?:\\.[^\\u0000-\\/:-@\\[-`{-\\u00a0\\u00ad\\u061c\\u1680\\u180e\\u2000-\\u200b\\u200e-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u3000\\ufeff\\ufff9-\\ufffc\\p{P}](?:[-_\\u00b7\\u05be\\u05f3\\u05f4\\u2010\\u2011\\u2013\\u2019\\u30fb]*[^\\u0000-\\/:-@\\[-`{-\\u00a0\\u00ad\\u061c\\u1680\\u180e\\u2000-\\u200b\\u200e-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u3000\\ufeff\\ufff9-\\ufffc\\p{P}])*)*|\\[[0-9A-Fa-f:.]+\\])(?::[0-9]{1,5}(?![0-9]))?(?:(?=[\\/?#])(?:[!'*,.:;?^|~_\\u00b7\\u05be\\u05f3\\u05f4\\u2010\\u2011\\u2013\\u2019\\u30fb]*(?!(?<=[,;|])[Hh][Tt][Tt][Pp][Ss]?:\\/\\/)(?:[-#$%&+\\/=@]|[^\\u0000-\\/:-@\\[-`{-\\u00a0\\u00ad\\u061c\\u1680\\u180e\\u2000-\\u200b\\u200e-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u3000\\ufeff\\ufff9-\\ufffc\\p{P}]|\\((?:[^\\s\\u0022<>\\\\`\\(\\)]|\\([^\\s\\u0022<>\\\\`\\(\\)]*\\))*\\)|\\[(?:[^\\s\\u0022<>\\\\`\\[\\]]|\\[[^\\s\\u0022<>\\\\`\\[\\]]*\\])*\\]|\\{(?:[^\\s\\u0022<>\\\\`\\{\\}]|\\{[^\\s\\u0022<>\\\\`\\{\\}]*\\})*\\}))*)?)";

export const ICONS = {
  ok: ["M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0z", "M4.6 8.3l2.3 2.3 4.5-5", "#17803d"],
  minor: ["M3 .5h10A2.5 2.5 0 0 1 15.5 3v10a2.5 2.5 0 0 1-2.5 2.5H3A2.5 2.5 0 0 1 .5 13V3A2.5 2.5 0 0 1 3 .5z", "M4.5 8h7", "#b07400"],
  major: ["M6.7 1.2a1.5 1.5 0 0 1 2.6 0l6.4 11.5a1.5 1.5 0 0 1-1.3 2.3H1.6a1.5 1.5 0 0 1-1.3-2.3z", "M8 5.5v4M8 12v.2", "#bd430b"],
  critical: ["M5 0h6l5 5v6l-5 5H5l-5-5V5z", "M5.3 5.3l5.4 5.4M10.7 5.3l-5.4 5.4", "#c41e3f"],
  maintenance: ["M8 0l8 8-8 8-8-8z", "M6 5.7v4.6M10 5.7v4.6", "#2557d6"],
  idle: ["M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0z", "M5 8h6", "#66707d"],
};
