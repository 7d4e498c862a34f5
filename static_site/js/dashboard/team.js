import { html } from "../../vendor/preact.js";
import { Heading } from "./parts.js";

export const TeamSection = () => html`<${Heading} title="team" />`;
