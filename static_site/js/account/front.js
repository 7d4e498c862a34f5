// The front page for somebody signed in: their organizations. For everybody else it needs no script.
import { accessToken, choose, hint, isOurs } from "./session.js";

function made(tag, attributes, ...children) {
  const element = Object.assign(document.createElement(tag), attributes);
  element.append(...children);
  return element;
}

const item = ({ id, name, slug }) => made("li", {},
  made("span", {}, made("strong", { textContent: name }), made("span", { className: "hint", textContent: `/status/${slug}` })),
  made("span", { className: "actions" },
    made("a", { className: "button primary", href: "/dashboard", textContent: "Dashboard", ariaLabel: `Dashboard of ${name}`, onclick: () => choose(id) }),
    made("a", { className: "button", href: `/status/${slug}`, textContent: "Status page", ariaLabel: `Status page of ${name}` })));

const offer = (href, textContent) => Object.assign(document.getElementById("account-link"), { href, textContent });

async function showMine() {
  if (!isOurs()) return offer("/dashboard", "Dashboard");
  if (!(await accessToken())) return;
  const { api } = await import("../api.js");
  const { items } = await api.get("/api/organizations");
  if (!items.length) return offer("/sign-up", "Create your page");
  offer("/dashboard", "Dashboard");
  document.getElementById("organizations").replaceChildren(...items.map(item));
  document.getElementById("mine").hidden = false;
}

if (hint()) showMine().catch(() => {}); // the page says all it has to say without
