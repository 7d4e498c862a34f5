// The address a page will have, and whether it is free.
import { html } from "../../vendor/preact.js";
import { useEffect, useState } from "../../vendor/hooks.js";
import { LONGEST } from "../facts/forms.js";
import { wrongSlug } from "../parts/checks.js";
import { Field } from "../parts/fields.js";

const AFTER_TYPING = 400;

/** `own` is the address it has already. */
export function SlugField({ form, own, label = "Address of your page" }) {
  const { slug } = form.values;
  const [taken, setTaken] = useState();
  useEffect(() => {
    setTaken(undefined);
    if (slug === own || wrongSlug(slug)) return undefined;
    const asking = new AbortController();
    const timer = setTimeout(() => isTaken(slug, asking.signal).then((answer) => asking.signal.aborted || setTaken(answer)), AFTER_TYPING);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [slug]);
  const verdict = slug === own ? "" : taken ? "is taken" : taken === false ? "is free" : "";
  const preview = html`<p class="preview" aria-live="polite">${location.host}/status/<strong>${slug || "…"}</strong>${verdict && html` <span class=${taken ? "error" : "free"}>${verdict}</span>`}</p>`;
  return html`<${Field} form=${form} name="slug" label=${label} autocapitalize="none" spellcheck=${false} dir="ltr" maxlength=${LONGEST.slug} autocomplete="off" after=${preview} />`;
}

/** Whether some page lives there already, by the live socket, which knows; undefined when it can't be asked. */
function isTaken(slug, signal) {
  const socket = new WebSocket(new URL("/live", location).href.replace(/^http/, "ws"));
  signal.addEventListener("abort", () => socket.close());
  return new Promise((resolve) => {
    socket.onopen = () => socket.send(JSON.stringify({ action: "subscribe_organization", tenant_id: slug }));
    socket.onclose = () => resolve(undefined);
    socket.onmessage = ({ data }) => {
      const { event, code } = JSON.parse(data);
      resolve(event === "subscribed" ? true : code === "unknown_tenant" ? false : undefined);
      socket.close();
    };
  });
}
