// Where in the dashboard somebody is: its addresses, without loading the page anew.
import { change } from "./store.js";

const BASE = "/dashboard";

const parsed = (pathname) => {
  const [section = "services", id, part] = pathname.slice(BASE.length).split("/").filter(Boolean);
  return { section, id, part };
};

let arriving = false;
/** Whether somebody followed a link here, so that focus belongs on the heading; true once a time. */
export function hasArrived() {
  const just = arriving;
  arriving = false;
  return just;
}

const show = () => {
  arriving = true;
  change({ route: parsed(location.pathname) });
};

export function go(path, { replace } = {}) {
  history[replace ? "replaceState" : "pushState"](null, "", path);
  show();
  scrollTo(0, 0);
}

const isPlain = (event) => event.button === 0 && !event.defaultPrevented && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);

export function startRouting() {
  change({ route: parsed(location.pathname) });
  addEventListener("popstate", show);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || !isPlain(event) || link.target || link.origin !== location.origin || !`${link.pathname}/`.startsWith(`${BASE}/`) || link.hash) return;
    event.preventDefault();
    go(link.pathname);
  });
}
