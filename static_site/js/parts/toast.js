// Toasts: what just happened, for a while, and perhaps how to undo it.
import { html, render } from "../../vendor/preact.js";

const STAY = 8000;
let toasts = [];
let last = 0;

const host = () => document.getElementById("toasts");

const Toast = ({ id, text, undo }) => html`
  <p class="toast" onMouseEnter=${() => hold(id)} onFocusIn=${() => hold(id)} onMouseLeave=${() => release(id)} onFocusOut=${() => release(id)}>
    <span id="toast${id}">${text}</span>
    ${undo && html`<button class="button small" onClick=${() => { drop(id); undo(); }}>Undo</button>`}
    <button class="button small" id="dismiss${id}" aria-label="Dismiss:" aria-labelledby="dismiss${id} toast${id}" onClick=${() => drop(id)}>✕</button>
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

/** Shows `text`, a string or a template; `undo()` is offered as long as it stands. */
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
