// Undoing what changed by itself, in one click.
import { html } from "../../../vendor/preact.js";
import { useEffect, useRef, useState } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { attempted, toast } from "../../parts/toast.js";
import { may } from "./permission.js";

const TYPES = ["service.status_changed", "incident.created", "incident.update_posted", "incident.status_changed", "draft.created"];

/** A button, for what a source or a monitor did and can be undone; `done` is called afterwards. */
export function Undo({ change, done }) {
  const [isUndone, mark] = useState(false);
  const said = useRef();
  useEffect(() => {
    said.current?.focus();
  }, [isUndone]);
  if (!change.actor?.automatic || !TYPES.includes(change.type) || !may("run")) return null;
  if (isUndone) return html`<span class="hint" tabindex="-1" ref=${said}>Undone</span>`;
  const undo = async () => {
    if (await attempted(() => api.post(`/api/events/${change.id}/undo`, {}))) {
      toast(html`Undone: <span dir="auto">${change.summary}</span>`);
      mark(true);
    }
    done();
  };
  return html`<button class="button quiet small" aria-label="Undo: ${change.summary}" onClick=${undo}>Undo</button>`;
}
