// Allclear's own mark. It is no status: it never turns with one, and never says that all is well.
import { html } from "../../vendor/preact.js";

export const Mark = () => html`
  <svg class="mark" viewBox="0 0 16 16" aria-hidden="true"><rect width="16" height="16" rx="4.5" /><path d="M4 8.5v3M8 4.5v7M12 6.5v5" /></svg>`;
