// The address that a job calls, which is shown once.
import { html } from "../../../vendor/preact.js";
import { shown } from "../../parts/dialog.js";
import { Once } from "../../parts/once.js";

export const showAddress = (address) => shown(({ close }) => html`
  <${Once} title="Copy this address now" text="The job calls it each time that it has run, by GET, HEAD or POST: curl -fsS --retry 5 is enough." secret=${address} hint="It is not shown again. A new one can be made at any time." action="I have kept it" close=${close} />`);
