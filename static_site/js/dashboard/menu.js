// A button that opens a list.
import { html } from "../../vendor/preact.js";
import { useEffect, useRef } from "../../vendor/hooks.js";

/** Escape, a choice, or going elsewhere closes it. */
export function Menu({ label, name, children }) {
  const details = useRef();
  useEffect(() => {
    const elsewhere = ({ target }) => {
      if (!details.current.contains(target)) details.current.open = false;
    };
    for (const event of ["click", "focusin"]) document.addEventListener(event, elsewhere);
    return () => ["click", "focusin"].forEach((event) => document.removeEventListener(event, elsewhere));
  }, []);
  const keyed = ({ key }) => {
    if (key !== "Escape" || !details.current.open) return;
    details.current.open = false;
    details.current.firstElementChild.focus();
  };
  const picked = ({ target }) => {
    if (target.closest("a, button")) details.current.open = false;
  };
  return html`
    <details class="menu ${name}" ref=${details} onKeyDown=${keyed}>
      <summary>${label}</summary>
      <div class="menu-list" onClick=${picked}>${children}</div>
    </details>`;
}
