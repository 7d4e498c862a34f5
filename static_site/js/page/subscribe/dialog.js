// The dialog to subscribe in, loaded when somebody asks for it: the browser's own, which keeps focus inside and gives it back.
import { html, render } from "../../../vendor/preact.js";
import { Subscribe } from "./form.js";

export function open(page, incident) {
  if (document.querySelector("dialog.subscribe")) return; // a second press while it was loaded
  const dialog = document.body.appendChild(document.createElement("dialog"));
  dialog.className = "subscribe";
  dialog.setAttribute("aria-labelledby", "subscribe-title");
  dialog.addEventListener("close", () => {
    render(null, dialog);
    dialog.remove();
  });
  render(html`
    <h2 id="subscribe-title">${incident ? "Follow this incident" : html`Get updates from <bdi>${page.organization.name}</bdi>`}</h2>
    <${Subscribe} page=${page} incident=${incident} close=${() => dialog.close()} />`, dialog);
  dialog.showModal();
}
