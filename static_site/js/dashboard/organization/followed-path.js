// What goes on for a while on the server, asked for until it is over.
import { useEffect, useState } from "../../../vendor/hooks.js";
import { api } from "../../api.js";

const AGAIN = 1500;

export const count = (number) => number.toLocaleString("en");

/** What is at a path, asked again for as long as something goes on there. */
export function useFollowed(path, goesOn) {
  const [found, set] = useState({});
  useEffect(() => {
    let timer;
    const ask = async () => {
      try {
        const value = await api.get(path);
        set({ value });
        if (goesOn(value)) timer = setTimeout(ask, AGAIN);
      } catch (problem) {
        set((before) => ({ ...before, problem }));
        if (problem.status !== 404) timer = setTimeout(ask, 4 * AGAIN);
      }
    };
    ask();
    return () => clearTimeout(timer);
  }, [path, found.turn]);
  return [found, () => set((before) => ({ ...before, turn: (before.turn ?? 0) + 1 }))];
}
