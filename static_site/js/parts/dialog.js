// Native dialogs: the browser keeps the focus inside.
import { html, render } from "../../vendor/preact.js";
import { useEffect, useRef } from "../../vendor/hooks.js";

let dialogs = 0;

/** Focus goes where it was; to the content when that is no more, unless something else took it. */
function givenBack(opener) {
  if (document.activeElement !== document.body) return;
  (opener.isConnected ? opener : document.querySelector("main"))?.focus();
}

export function Dialog({ title, onClose, wide, children }) {
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
    <dialog ref=${element} class=${wide ? "wide" : ""} aria-labelledby=${id} onCancel=${cancelled}>
      <h2 id=${id}>${title}</h2>
      ${children}
    </dialog>`;
}

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

/** Asks before something that cannot be undone; resolves to true or false. */
export const confirmed = ({ title, text, action, tone = "danger" }) => shown(({ close }) => html`
  <${Dialog} title=${title} onClose=${() => close(false)}>
    <div class="prose-list">${text}</div>
    <div class="actions">
      <button class="button ${tone}" onClick=${() => close(true)}>${action}</button>
      <button class="button" onClick=${() => close(false)}>Keep it</button>
    </div>
  </${Dialog}>`);
