// Editing parts of the organization: what is saved is at once what the dashboard shows.
import { api } from "../api.js";
import { toast } from "../parts/toasts.js";
import { useEditing } from "./editing.js";
import { follow } from "./follow.js";
import { change, current } from "./store.js";

/** The organization as the API answered it. */
export function kept(organization) {
  const { organizations, organization: before } = current();
  change({ organization, organizations: organizations.map((each) => (each.id === organization.id ? organization : each)) });
  if (organization.slug !== before.slug) follow(organization);
}

const reload = async () => {
  const newer = await api.get("/api/organizations/current");
  kept(newer);
  return newer;
};

export const useOrganizationEditing = ({ organization, fields, check, read, request = (values) => values }) => useEditing({
  reload,
  resource: organization,
  fields,
  read,
  check,
  save: async (values, options) => {
    kept(await api.put(`/api/organizations/${organization.id}`, request(values), options));
    toast("Saved");
  },
});
