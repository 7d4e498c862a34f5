// The secret address of a source, which is shown once.
import { html } from "../../../vendor/preact.js";
import { shown } from "../../parts/dialog.js";
import { Once } from "../../parts/once.js";

export const showAddress = ({ url, kind }) => shown(({ close }) => html`
  <${Once} title="Copy this address now" text=${kind === "email" ? "Mail whose subject says DOWN or UP is followed." : "Enter it where your tool asks for a webhook. Whoever knows it can send alerts."} secret=${url} hint="It is not shown again. A new one can be made at any time." action="I have kept it" close=${close} />`);
