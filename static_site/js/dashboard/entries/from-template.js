// The button that fills a form from a template; what it needs is loaded when it is pressed.
import { html } from "../../../vendor/preact.js";
import { attempted } from "../../parts/toast.js";
import { UNREACHABLE } from "../../api.js";

const picker = () => import("./template-picker.js").catch(() => Promise.reject(Object.assign(new Error(UNREACHABLE), { status: 0 })));

/** `fields` {name: label} and `wanted(template)` say what it fills; `onUsed(template)` hears which was taken. */
export const FromTemplate = ({ onUsed = () => {}, label = "Use a template", ...rest }) => {
  const use = () => attempted(async () => {
    const used = await (await picker()).applyTemplate(rest);
    if (used) onUsed(used);
  });
  return html`<p><button type="button" class="button small" onClick=${use}>${label}</button></p>`;
};
