// How many will be told, before it is posted.
import { useEffect, useState } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { isBetween } from "./between.js";

const PAUSE = 400;
const NUMBER = new Intl.NumberFormat("en");

/** "4,213 people will be told". */
export const audienceWords = (count) => (count === 1 ? "1 person will be told." : count ? `${NUMBER.format(count)} people will be told.` : "Nobody is subscribed to this yet.");

/** Of these services, or with them of this incident; of an update, the states before and after it. */
export function Audience({ services, incident, before, after }) {
  const [count, set] = useState();
  const query = new URLSearchParams({ ...(services.length && { service_ids: services.join() }), ...(incident && { incident_id: incident }), ...(after && isBetween(before, after) && { place: "middle" }) }).toString();
  useEffect(() => {
    const timer = setTimeout(() => api.get(`/api/subscribers/count?${query}`).then((found) => set(found.count), () => {}), PAUSE);
    return () => clearTimeout(timer);
  }, [query]);
  return count === undefined ? "Counting who is subscribed…" : audienceWords(count);
}
