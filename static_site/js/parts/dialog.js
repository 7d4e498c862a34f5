// Dialogs: the browser's own, which keep focus inside and give it back.
import { html, render } from "../../vendor/preact.js";
import { useEffect, useRef } from "../../vendor/hooks.js";
import { Form } from "./form.js";

let dialogs = 0;

/** Focus goes back to what opened the dialog, or to the content when that is gone, unless something else took it. */
function givenBack(opener) {
  if (document.activeElement !== document.body) return;
  (opener.isConnected ? opener : document.querySelector("main"))?.focus();
}

export function Dialog({ title, onClose, children }) {
  const element = useRef();
  const id = useRef(`dialog${++dialogs}`).current;
  useEffect(() => {
    const opener = document.activeElement;
    element.current.showModal();
    return () => setTimeout(() => givenBack(opener));
  }, []);
  const cancelled = (event) => {
    event.preventDefault();
    onClose();
  };
  return html`
    <dialog ref=${element} aria-labelledby=${id} onCancel=${cancelled}>
      <h2 id=${id}>${title}</h2>
      ${children}
    </dialog>`;
}

/** A form in a dialog, with what stands `above` it. */
export const FormDialog = ({ title, onClose, above, ...rest }) => html`
  <${Dialog} title=${title} onClose=${onClose}>${above}<${Form} cancel=${onClose} ...${rest} /><//>`;

/** Shows a dialog of its own until `close(answer)`; resolves with the answer. */
export function shown(view) {
  const host = document.body.appendChild(document.createElement("div"));
  return new Promise((resolve) => {
    const close = (answer) => {
      render(null, host);
      host.remove();
      resolve(answer);
    };
    render(html`<${view} close=${close} />`, host);
  });
}

/** Asks before something that cannot be undone; resolves to true or false. `keep` is the way back. */
export const confirmed = ({ title, text, action, tone = "danger", keep = "Keep it" }) => shown(({ close }) => html`
  <${Dialog} title=${title} onClose=${() => close(false)}>
    <div class="prose-list">${text}</div>
    <div class="actions">
      <button class="button ${tone}" onClick=${() => close(true)}>${action}</button>
      <button class="button" onClick=${() => close(false)}>${keep}</button>
    </div>
  <//>`);
