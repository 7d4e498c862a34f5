// Dragging a row of the list to another place.
import { useState } from "../../../vendor/hooks.js";
import { move } from "./writes.js";

/** Dragging a row onto another puts it before or behind that, in its category. */
export function useDragging(services) {
  const [{ dragged, over, side }, set] = useState({});
  const sideOf = (event) => {
    const { top, height } = event.currentTarget.getBoundingClientRect();
    return event.clientY < top + height / 2 ? "before" : "after";
  };
  const of = (service) => ({
    onDragStart: (event) => {
      event.dataTransfer.setData("text/plain", service.name);
      event.dataTransfer.effectAllowed = "move";
      set({ dragged: service });
    },
    onDragOver: (event) => {
      if (!dragged) return;
      event.preventDefault();
      set({ dragged, over: service.id, side: sideOf(event) });
    },
    onDrop: (event) => {
      event.preventDefault();
      set({});
      if (dragged && dragged.id !== service.id) move(services, dragged, { onto: service, side: sideOf(event) });
    },
    onDragEnd: () => set({}),
  });
  return { of, over, side };
}
