// The public page's own components, to look at only.
import { html } from "../../../vendor/preact.js";
import { useEffect, useRef } from "../../../vendor/hooks.js";
import { Overview, Shell } from "../../page/overview.js";

export const DEFAULT_COLOUR = "#1f5fbf";

export function Preview({ page, colour, now, connection }) {
  const frame = useRef();
  useEffect(() => {
    frame.current.style.setProperty("--brand", colour || DEFAULT_COLOUR);
  }, [colour]);
  return html`
    <section aria-label="Preview">
      <h2>Preview</h2>
      <div class="preview-frame" ref=${frame} inert aria-hidden="true"><${Shell} page=${page}><${Overview} page=${page} now=${now} connection=${connection} /><//></div>
    </section>`;
}
