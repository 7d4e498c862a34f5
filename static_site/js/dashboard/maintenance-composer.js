// Saying something about maintenance, and perhaps moving it on.
import { html } from "../../vendor/preact.js";
import { api } from "../api.js";
import { Choices, Field, Form } from "../parts/form.js";
import { toast } from "../parts/toasts.js";
import { words } from "../status.js";
import { useComposer } from "./composer.js";

const STEPS = {
  scheduled: ["scheduled", "in_progress"],
  in_progress: ["in_progress", "verifying", "completed", "cancelled"],
  verifying: ["verifying", "in_progress", "completed", "cancelled"],
  completed: ["completed"],
  cancelled: ["cancelled"],
};

export function MaintenanceComposer({ maintenance }) {
  const { form, begin } = useComposer({
    kind: "maintenance",
    entry: maintenance,
    initial: { text: "", status: maintenance.status },
    check: ({ text, status }) => ({ text: !text.trim() && status === maintenance.status ? "Enter what there is to say, or choose another state" : "" }),
    post: ({ text, status }, options) => api.put(`/api/maintenance/${maintenance.id}/status`, { status, ...(text.trim() && { text }) }, options),
    done: (saved) => toast(saved.status === maintenance.status ? "The update is on your page" : `${words(saved.status)}: it is on your page`),
  });
  const steps = STEPS[maintenance.status].map((status) => [status, words(status)]);
  return html`
    <section class="panel" aria-labelledby="say" onFocusIn=${begin}>
      <h2 id="say">Post an update</h2>
      <${Form} form=${form} action=${form.values.status === maintenance.status ? "Post update" : `Post update and mark ${words(form.values.status).toLowerCase()}`} saving="Posting…">
        ${steps.length > 1 && html`<${Choices} form=${form} name="status" label="State" options=${steps} compact />`}
        <${Field} form=${form} name="text" label="What you say" as="textarea" rows="3" maxlength="5000" />
      </${Form}>
    </section>`;
}
