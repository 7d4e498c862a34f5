// A field for Markdown: where it is written, and on demand what becomes of it.
import { html } from "../../vendor/preact.js";
import { useEffect, useState } from "../../vendor/hooks.js";
import { UNREACHABLE } from "../api.js";
import { Field, idOf } from "./fields.js";
import { toast } from "./toast.js";

const MARKS = { b: "**", i: "*" };

/** Ctrl or Cmd with B or I puts marks around what is selected, and takes them away again. */
function marked(event) {
  const mark = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && MARKS[event.key];
  if (!mark) return;
  event.preventDefault();
  const { target } = event;
  const { value, selectionStart: start, selectionEnd: end } = target;
  const isMarked = value.slice(start - mark.length, start) === mark && value.slice(end, end + mark.length) === mark;
  const around = isMarked ? -mark.length : mark.length;
  if (isMarked) target.setSelectionRange(start - mark.length, end + mark.length);
  const text = value.slice(start, end);
  document.execCommand("insertText", false, isMarked ? text : `${mark}${text}${mark}`); // the browser's own undo takes it back
  target.setSelectionRange(start + around, end + around);
}

const HELP = html`<b>**bold**</b>, <i>*italic*</i>, <code>\`code\`</code>, [text](https://…), lists with - or 1., quotes with >`;

/** A textarea with its preview; the same attributes as a `Field`. */
export function MarkdownField({ form, name, after, ...rest }) {
  const [Shown, show] = useState(null);
  useEffect(() => form.errors[name] && show(null), [form.attempt]);
  const toggle = async () => {
    if (Shown) return show(null);
    const { Shown: view } = await import("./markdown-preview.js").catch(() => ({}));
    return view ? show(() => view) : toast(UNREACHABLE);
  };
  const id = idOf(form, name);
  return html`<${Field} form=${form} name=${name} as="textarea" hidden=${Boolean(Shown)} onKeyDown=${marked} ...${rest} after=${html`
    ${Shown && html`<${Shown} text=${form.values[name]} />`}
    <div class="markdown">
      <details class="hint"><summary>Markdown</summary>${HELP}</details>
      <button type="button" class="button small quiet" aria-pressed=${Boolean(Shown)} aria-controls=${id} onClick=${toggle}>Preview</button>
    </div>
    ${after}`} />`;
}
