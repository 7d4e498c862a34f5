// /dashboard/maintenance: all of it, and a page for each.
import { html } from "../../../vendor/preact.js";
import { useState } from "../../../vendor/hooks.js";
import { Entry } from "../entries/entry.js";
import { lazy } from "../shared/lazy.js";

const MaintenanceList = lazy(async () => (await import("./list.js")).MaintenanceList);
const EditMaintenance = lazy(async () => (await import("./edit-maintenance.js")).EditMaintenance);
const MaintenanceDraft = lazy(async () => (await import("./draft.js")).MaintenanceDraft);
const Maintenance = lazy(async () => (await import("./maintenance.js")).Maintenance);

/** The form keeps what it was opened on, however the entry moves on. */
function One({ maintenance, ...state }) {
  const [opened] = useState({});
  const isEditing = state.route.part === "edit";
  opened.maintenance = isEditing ? opened.maintenance ?? maintenance : undefined;
  return isEditing ? html`<${EditMaintenance} ...${state} maintenance=${opened.maintenance} />` : html`<${Maintenance} ...${state} maintenance=${maintenance} />`;
}

export function MaintenanceSection(state) {
  const { id } = state.route;
  if (!id) return html`<${MaintenanceList} ...${state} />`;
  return id === "new" ? html`<${EditMaintenance} ...${state} maintenance=${{}} />` : html`<${Entry} key=${id} kind="maintenance" one="maintenance" route=${state.route} draw=${(maintenance, reload) => maintenance.draft ? html`<${MaintenanceDraft} key="${maintenance.version}${state.route.part}" ...${state} draft=${maintenance} reload=${reload} />` : html`<${One} ...${state} maintenance=${maintenance} />`} />`;
}
