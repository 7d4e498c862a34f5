// Where in the dashboard somebody is: its addresses, without loading the page anew.
import { mayLeave } from "./leaving.js";
import { change, current } from "./store.js";

const BASE = "/dashboard";

/** {section, id, part, query}; the section of the overview is empty. */
export const parsed = ({ pathname, search }) => {
  const [section = "", id, part] = pathname.slice(BASE.length).split("/").filter(Boolean);
  return { section, id, part, query: Object.fromEntries(new URLSearchParams(search)), path: pathname + search };
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
  change({ route: parsed(location) });
};

export function go(path, { replace } = {}) {
  history[replace ? "replaceState" : "pushState"](null, "", path);
  show();
  scrollTo(0, 0);
}

/** The browser has gone back already when it says so: who stays is brought to where they were. */
async function wentBack() {
  const [target, { path }] = [location.href, current().route];
  if (!(await mayLeave(() => history.pushState(null, "", path)))) return;
  if (location.href === target) show();
  else go(target, { replace: true });
}

const isPlain = (event) => event.button === 0 && !event.defaultPrevented && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);

async function follow(event) {
  const link = event.target.closest?.("a[href]");
  if (!link || !isPlain(event) || link.target || link.origin !== location.origin || !`${link.pathname}/`.startsWith(`${BASE}/`) || link.hash) return;
  event.preventDefault();
  if (await mayLeave()) go(link.pathname + link.search);
}

export function startRouting() {
  change({ route: parsed(location) });
  addEventListener("popstate", wentBack);
  document.addEventListener("click", follow);
}
