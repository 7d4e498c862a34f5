// Choosing the organization that the dashboard shows.
import { actIn } from "../api.js";
import { choose } from "../parts/chosen.js";
import { follow, stopFollowing } from "./follow.js";
import { change } from "./store.js";

export function enter(organization) {
  stopFollowing();
  choose(organization.id);
  actIn(organization.id);
  change({ organization });
  follow(organization);
}
