// The banner of docs/api.md, "Show a page elsewhere": open incidents of a status page on another site, as they come and go.
(() => {
  const { page: given = "", position, maintenance } = document.currentScript?.dataset ?? {};
  const page = given.replace(/\/+$/, "");
  if (!/^https?:\/\//.test(page)) return;
  const host = Object.assign(document.createElement("aside"), { ariaLabel: "Service status" });
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`:host{all:initial;display:block;${position === "bottom" ? "position:fixed;inset:auto 0 0;z-index:2147483000" : ""}}
div{display:flex;gap:12px;padding:10px 16px;background:#8f5e00;color:#fff;font:15px/1.4 system-ui,sans-serif}
.major{background:#bd430b}.critical{background:#c41e3f}.maintenance{background:#2557d6}
p{flex:1;margin:0}a{color:inherit}button{all:unset;cursor:pointer;padding:0 8px}:focus-visible{outline:2px solid}`);
  root.adoptedStyleSheets = [sheet];
  const make = (name, more, ...inside) => {
    const made = Object.assign(document.createElement(name), more);
    made.append(...inside);
    return made;
  };
  let socket;
  let drawn = "";

  function draw({ page: whose, incidents, maintenance: running }) {
    const items = maintenance === undefined ? incidents : [...incidents, ...running];
    const shown = items.map(({ url, state }) => url + state).join();
    if (shown === drawn) return;
    drawn = shown;
    if (!items.length) return host.remove();
    const [{ title, state, impact, url }] = items;
    const more = items.length > 1 ? ` and ${items.length - 1} more` : "";
    const link = make("a", { href: url, dir: "auto" }, title);
    const text = make("p", {}, `${whose.name}: `, link, ` (${state})${more}`);
    const close = make("button", { ariaLabel: "Close", onclick: () => host.remove() }, "\u00d7");
    root.replaceChildren(make("div", { className: impact, role: "status" }, text, close));
    if (!host.isConnected) document.body.prepend(host);
  }

  async function load(least = 0, tries = 5) {
    try {
      const found = await (await fetch(`${page}/banner.json`, { credentials: "omit", cache: "no-cache" })).json();
      draw(found);
      if (found.version < least && tries) setTimeout(load, 1000, least, tries - 1);
      else if (!socket) listen(found.page.id);
    } catch { /* there is another try in a minute */ }
  }

  function listen(id) {
    socket = new WebSocket(new URL("/live", page).href.replace("http", "ws"));
    socket.onopen = () => socket?.send(JSON.stringify({ action: "subscribe_organization", tenant_id: id }));
    socket.onmessage = ({ data }) => { const { version } = JSON.parse(data); if (version) load(version); };
    socket.onclose = () => { socket = null; };
  }

  const look = () => document.hidden ? socket?.close() : load();
  document.addEventListener("visibilitychange", look);
  setInterval(look, 60000);
  document.body ? look() : document.addEventListener("DOMContentLoaded", look);
})();
