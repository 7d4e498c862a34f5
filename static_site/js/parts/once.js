// What is shown once, and copied.
import { html } from "../../vendor/preact.js";
import { useState } from "../../vendor/hooks.js";
import { Dialog } from "./dialog.js";
import { toast } from "./toast.js";

/** A secret that is shown once, in a dialog until `close()`. One slip of Escape does not lose it. */
export const Once = ({ title, text, secret, hint, action, close }) => {
  const [isWarned, warn] = useState(false);
  return html`
    <${Dialog} title=${title} onClose=${() => (isWarned ? close() : warn(true))}>
      <p>${text}</p>
      <code class="secret">${secret}</code>
      <p class="hint">${hint}</p>
      <p class="error" role="alert">${isWarned && "Keep it first: Escape once more closes this."}</p>
      <div class="actions">
        <button type="button" class="button primary" onClick=${() => copy(secret)}>Copy</button>
        <button class="button" onClick=${close}>${action}</button>
      </div>
    <//>`;
};

/** Without HTTPS a browser gives no clipboard. */
export const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    toast("Copied");
  } catch {
    toast("Select the text and copy it");
  }
};
