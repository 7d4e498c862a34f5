// Native dialogs: the browser keeps the focus inside.
import { html, render } from "../../vendor/preact.js";
import { useEffect, useRef } from "../../vendor/hooks.js";
import { Form } from "./form.js";

let dialogs = 0;

/** Focus goes where it was; to the content when that is no more, unless something else took it. */
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

/** A secret that is shown once, in a dialog until `close()`. */
export const Once = ({ title, text, secret, hint, action, close }) => html`
  <${Dialog} title=${title} onClose=${close}>
    <p>${text}</p>
    <code class="secret">${secret}</code>
    <p class="hint">${hint}</p>
    <div class="actions">
      <button type="button" class="button primary" onClick=${() => copy(secret)}>Copy</button>
      <button class="button" onClick=${close}>${action}</button>
    </div>
  <//>`;

const copy = (text) => navigator.clipboard.writeText(text).then(() => toast("Copied"), () => toast("Select the text and copy it"));

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
  <//>`);

const STAY = 8000;
let toasts = [];
let last = 0;

const host = () => document.getElementById("toasts");

const Toast = ({ id, text, undo }) => html`
  <p class="toast" onMouseEnter=${() => hold(id)} onFocusIn=${() => hold(id)} onMouseLeave=${() => release(id)} onFocusOut=${() => release(id)}>
    <span>${text}</span>
    ${undo && html`<button class="button small" onClick=${() => { drop(id); undo(); }}>Undo</button>`}
    <button class="button small" aria-label="Dismiss: ${text}" onClick=${() => drop(id)}>✕</button>
  </p>`;

const draw = () => render(html`${toasts.map((each) => html`<${Toast} key=${each.id} ...${each} />`)}`, host());

function drop(id) {
  hold(id);
  toasts = toasts.filter((each) => each.id !== id);
  draw();
}

const hold = (id) => clearTimeout(toasts.find((each) => each.id === id)?.timer);

function release(id) {
  const toast = toasts.find((each) => each.id === id);
  hold(id);
  if (toast) toast.timer = setTimeout(() => drop(id), STAY);
}

export function toast(text, { undo } = {}) {
  const id = ++last;
  toasts = [...toasts.slice(-2), { id, text, undo }];
  release(id);
  draw();
}

/** Runs what a button asks for; a refusal becomes a toast. Resolves to whether it worked. */
export async function attempted(work) {
  try {
    await work();
    return true;
  } catch (problem) {
    if (!("status" in problem)) throw problem;
    toast(problem.isConflict ? "Somebody changed this at the same moment. Look at it again, then retry." : problem.message);
    return false;
  }
}
