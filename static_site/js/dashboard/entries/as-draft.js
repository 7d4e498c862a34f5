// The second way to send a form: as a draft that only the team sees.
import { html } from "../../../vendor/preact.js";

/** `asDraft` is a reference that the form's `submit` reads. */
export function AsDraft({ form, asDraft }) {
  const save = async () => {
    asDraft.current = true;
    try {
      await form.onSubmit();
    } finally {
      asDraft.current = false;
    }
  };
  return html` <button type="button" class="button" aria-disabled=${form.saving} onClick=${save}>Save as draft</button>`;
}
