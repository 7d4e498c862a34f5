// The Markdown of the page's texts as they are being written, for the preview of the page.
import { useEffect, useState } from "../../../vendor/hooks.js";
import { treeOf } from "../../parts/markdown-preview.js";

const NAMES = ["description", "intro_text", "footer_text"];
const PAUSE = 400; // ms without a letter, before a text is parsed

/** {description_tree, ...} of these values; what is stored keeps its own. A text whose tree is not known yet is plain. */
export function useTrees(organization, values) {
  const [known, learn] = useState(() => new Map(NAMES.map((name) => [organization[name], organization[`${name}_tree`]])));
  const texts = NAMES.map((name) => values[name]);
  useEffect(() => {
    const unknown = texts.filter((text) => !known.has(text));
    if (!unknown.length) return undefined;
    const parsing = setTimeout(() => {
      for (const text of unknown) treeOf(text).then((tree) => learn((before) => new Map([...before, [text, tree]])), () => {}); // it stays plain
    }, PAUSE);
    return () => clearTimeout(parsing);
  }, texts);
  return Object.fromEntries(NAMES.map((name) => [`${name}_tree`, known.get(values[name])]));
}
