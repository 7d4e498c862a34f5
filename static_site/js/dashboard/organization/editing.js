// Editing the organization's settings.
import { api } from "../../api.js";
import { draftOf } from "../../parts/drafts.js";
import { toast } from "../../parts/toast.js";
import { kept } from "../following.js";
import { useEditing } from "../shared/editing.js";

const reload = async () => {
  const newer = await api.get("/api/organizations/current");
  kept(newer);
  return newer;
};

/** Answers what `useEditing` does; `part` names the draft. */
export const useOrganizationEditing = ({ organization, part, fields, check }) => useEditing({
  reload,
  resource: organization,
  draft: draftOf(part),
  fields,
  check,
  save: async (changes, options) => {
    const saved = await api.put(`/api/organizations/${organization.id}`, changes, options);
    kept(saved);
    toast("Saved");
    return saved;
  },
  unchanged: () => toast("Nothing was changed"),
});
