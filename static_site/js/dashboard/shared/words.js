// Sentences with counts and names.
import { html } from "../../../vendor/preact.js";

const LIST = new Intl.ListFormat("en");

export const plural = (count, one) => `${count} ${one}${count === 1 ? "" : "s"}`;
export const both = (names) => LIST.format(names);

/** The same to be shown, each name in its own direction. */
export const bothShown = (names) => LIST.formatToParts(names).map(({ type, value }) => (type === "element" ? html`<bdi>${value}</bdi>` : value));
