// Whether subscribers are told of what is posted. How many they are is asked once somebody begins to write.
import { html } from "../../../vendor/preact.js";
import { useEffect, useRef, useState } from "../../../vendor/hooks.js";
import { lazy } from "../shared/lazy.js";

const EVERYBODY = "Everybody who is subscribed to it.";
const Audience = lazy(async () => (await import("./audience.js")).Audience, () => EVERYBODY);

/** `notify` of the form's values; a draft from before there was this switch is told. */
export function Told({ form, ...about }) {
  const place = useRef();
  const [isBegun, begin] = useState(false);
  useEffect(() => place.current.form.addEventListener("focusin", () => begin(true), { once: true }), []);
  const isTold = form.values.notify !== false;
  return html`
    <div class="audience">
      <label class="choice"><input type="checkbox" ref=${place} checked=${isTold} onChange=${({ target }) => form.set({ notify: target.checked })} /><span>Tell subscribers</span></label>
      <p class="hint" aria-live="polite">${!isTold ? "It is on your page, and nobody is told." : isBegun ? html`<${Audience} ...${about} />` : EVERYBODY}</p>
    </div>`;
}

/** The same beside a button that acts at once: `tell(whether)` when that is changed. */
export const Tell = ({ start, label = "Tell subscribers", tell }) => html`<label class="choice"><input type="checkbox" checked=${start} onChange=${({ target }) => tell(target.checked)} /><span>${label}</span></label>`;

/** What a request says of it: nothing, unless nobody is to be told. */
export const quiet = ({ notify }) => notify === false && { notify };
