import { html } from "../../vendor/preact.js";
import { Heading } from "./parts.js";

export const OrganizationSection = () => html`<${Heading} title="organization" />`;
