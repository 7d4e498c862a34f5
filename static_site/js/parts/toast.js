// Toasts: what just happened, for a while, and perhaps how to undo it.
import { html, render } from "../../vendor/preact.js";

const STAY = 10_000;
const MOST = 3;
let toasts = [];
let last = 0;

const host = () => document.getElementById("toasts");

const Toast = ({ id, text, undo }) => html`
  <div class="toast" onMouseEnter=${() => hold(id)} onFocusIn=${() => hold(id)} onMouseLeave=${() => release(id)} onFocusOut=${() => release(id)}>
    <p id="toast${id}">${text}</p>
    <span class="toast-actions">
      ${undo && html`<button class="button" id="undo${id}" aria-labelledby="undo${id} toast${id}" onClick=${() => { drop(id); undo(); }}>Undo</button>`}
      <button class="icon-button" id="dismiss${id}" aria-label="Dismiss:" aria-labelledby="dismiss${id} toast${id}" onClick=${() => drop(id)}>✕</button>
    </span>
  </div>`;

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

// Where there is no room beside the content, toasts stand at the edge of the screen that is not in use.
let used = 0;
const note = ({ target }) => (used = target.getBoundingClientRect?.().bottom ?? 0);
for (const event of ["pointerdown", "focusin"]) document.addEventListener(event, (given) => host()?.contains(given.target) || note(given), true);

/** An older toast makes way for a new one, unless something can be undone by it. */
const thinned = (shown) => (shown.length > MOST && shown.some(({ undo }) => !undo) ? shown.toSpliced(shown.findIndex(({ undo }) => !undo), 1) : shown);

/** Shows `text`, a string or a template; `undo()` is offered as long as it stands. One with the same `key` takes the other's place. */
export function toast(text, { undo, key } = {}) {
  const id = ++last;
  for (const each of toasts) if (key && each.key === key) hold(each.id);
  toasts = [...thinned(toasts.filter((each) => !key || each.key !== key)), { id, text, undo, key }];
  host().classList.toggle("is-above", used > innerHeight * 0.6);
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
