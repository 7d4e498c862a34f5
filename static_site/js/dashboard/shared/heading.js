// The heading of a page, and what stands in its place while it loads or when it can't be shown.
import { html } from "../../../vendor/preact.js";
import { useEffect, useRef } from "../../../vendor/hooks.js";
import { hasArrived } from "../routing.js";
import { current } from "../store.js";

/** The heading of a page, which also names the window: with `named`, when the title is a template. */
export function Heading({ title, named = title, back, children }) {
  const heading = useRef();
  useEffect(() => {
    if (hasArrived()) heading.current.focus({ preventScroll: true });
  }, [location.pathname]);
  useEffect(() => {
    document.title = `${named} - ${current().organization?.name ?? "Dashboard"} - Allclear`;
  }, [named]);
  return html`
    ${back && html`<p class="back"><a href=${back[0]} dir="auto">${back[1]}</a></p>`}
    <div class="heading"><h1 tabindex="-1" dir="auto" ref=${heading}>${title}</h1><div class="actions">${children}</div></div>`;
}

/** In place of a part of a page. */
export const Waiting = () => html`<div class="placeholder waiting"><p class="visually-hidden">Loading…</p></div>`;

export const Skeleton = () => html`
  <h1 class="visually-hidden" tabindex="-1">Loading…</h1>
  <div class="placeholder heading-waiting"></div><div class="placeholder waiting"></div><div class="placeholder waiting"></div>`;

export const Failure = ({ problem, retry }) => problem.status === 404
  ? html`<p class="empty">This is not available here.</p>`
  : html`<div class="notice" role="alert"><p>${problem.message}</p>${retry && html`<p><button class="button" onClick=${retry}>Try again</button></p>`}</div>`;
