import { html } from "../../vendor/preact.js";
import { Heading } from "./parts.js";

export const ProfileSection = () => html`<${Heading} title="Profile" />`;
export const NewOrganization = () => html`<${Heading} title="New" />`;
