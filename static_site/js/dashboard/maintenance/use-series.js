// Which series an occurrence belongs to.
import { useList } from "../shared/lists.js";

/** The series that an occurrence belongs to, once it is known. */
export function useSeries() {
  const list = useList("/api/maintenance/series");
  return { of: ({ id }) => list.items?.find(({ occurrences }) => occurrences.includes(id)), reload: list.reload };
}
