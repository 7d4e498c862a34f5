// How points are sent: one call to copy.
import { html } from "../../../vendor/preact.js";
import { copy } from "../../parts/once.js";

const call = (id) => `curl -sS -X POST ${location.origin}/api/metrics/${id}/points \\
  -H "Authorization: Bearer $ALLCLEAR_KEY" -H "Content-Type: application/json" \\
  -d "{\\"points\\":[{\\"at\\":\\"$(date -u +%Y-%m-%dT%H:%M:%SZ)\\",\\"value\\":$VALUE}]}"`;

export const Sending = ({ metric }) => metric.monitor_id
  ? html`<p class="hint">A monitor measures this by itself.</p>`
  : html`
  <section class="panel" aria-labelledby="sending"><h2 id="sending">Send points</h2>
    <p>With an <a href="/dashboard/organization/keys">API key</a> that may write. A call takes up to 3,000 points, as old as 30 days and in any order; a second point for the same second replaces the first, so a call may be repeated.</p>
    <pre dir="ltr" tabindex="0"><code>${call(metric.id)}</code></pre>
    <p class="actions"><button type="button" class="button" onClick=${() => copy(call(metric.id))}>Copy the call</button></p>
  </section>`;
