// Sentences with counts and names.
import { html } from "../../../vendor/preact.js";

const LIST = new Intl.ListFormat("en");

export const plural = (count, one) => `${count} ${one}${count === 1 ? "" : "s"}`;
export const both = (names) => LIST.format(names);

/** The same to be shown, each name in its own direction. */
export const bothShown = (names) => LIST.formatToParts(names).map(({ type, value }) => (type === "element" ? html`<bdi>${value}</bdi>` : value));

/** A node of a Markdown tree in words; blocks and lines are apart from each other. */
function said(node) {
  if (!node?.map) return typeof node === "string" ? node : "";
  const [type, ...inside] = node;
  const words = inside.slice(type === "a" && inside.length > 1 ? 1 : 0).map(said).join("");
  return /^(p|[uo]l|li|pre|blockquote|br)$/.test(type) ? ` ${words} ` : words;
}

/** What a text says in one line, without the marks of its Markdown. */
export const inOneLine = (text, tree) => (tree ? tree.map(said).join(" ").replace(/\s+/g, " ").trim() : text);

export const newestOf = ({ updates: [newest] }) => newest && inOneLine(newest.text, newest.text_tree);
