// What shows the page's state elsewhere: snippets to copy, of the page or of one service.
import { html } from "../../../vendor/preact.js";
import { useEffect, useState } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { copy } from "../../parts/once.js";

const escaped = (text) => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);

/** [title, what it is for, code] of the page or of a service. */
const badges = ({ name, address, root }) => [
  ["Badge in HTML", "Changes by itself wherever pictures may be.", `<a href="${address}"><img src="${root}/badge.svg" alt="${escaped(name)} status"></a>`],
  ["Badge in Markdown", "For a README.", `[![${name.replace(/[[\]\\]/g, "\\$&")} status](${root}/badge.svg)](${address})`],
  ["Badge by shields.io", "In any of its styles.", `https://img.shields.io/endpoint?url=${encodeURIComponent(`${root}/badge.json`)}`],
];

const embeds = ({ name, address }) => [
  ["Banner on your site", "Shows open incidents at the top of every page it is in, and takes them away again. data-position=\"bottom\" keeps it at the foot; data-maintenance shows maintenance under way, too.", `<script async src="${location.origin}/embed/banner.js" data-page="${address}"></script>`],
  ["If your site has a Content-Security-Policy", "Add these to what it allows.", `script-src ${location.origin}; connect-src ${location.origin} ${location.origin.replace("http", "ws")}`],
  ["Card in a frame", "The state and what is open, in a small frame.", `<iframe src="${address}/card" title="${escaped(name)} status" width="420" height="180" style="border:0;max-width:100%" loading="lazy"></iframe>`],
  ["oEmbed", "For what makes a card of a link by itself.", `${address}/oembed.json`],
];

const feeds = ({ root }) => [
  ["Atom", "", `${root}/history.atom`],
  ["RSS", "", `${root}/history.rss`],
  ["Calendar of maintenance", "Subscribe to it, and it follows what is moved.", `${root}/history.ics`],
];

const programs = ({ address }) => [["Programs that know Statuspage", "In the place of the host that they ask for.", `${address}/api/v2/summary.json`]];

const Snippet = ({ title, text, code }) => html`
  <li class="snippet">
    <h3>${title}</h3>${text && html`<p class="hint">${text}</p>`}
    <div><code dir="ltr">${code}</code><button type="button" class="button" aria-label="Copy: ${title}" onClick=${() => copy(code)}>Copy</button></div>
  </li>`;

const Snippets = ({ title, list, children }) => html`
  <section class="panel"><h2>${title}</h2>${children}<ul class="snippets">${list.map(([name, text, code]) => html`<${Snippet} key=${name} title=${name} text=${text} code=${code} />`)}</ul></section>`;

export function Share({ organization, page }) {
  const [chosen, choose] = useState("");
  const [address, found] = useState(`${location.origin}/status/${organization.slug}`);
  useEffect(() => {
    api.get("/api/hosts").then(({ page_url: url }) => found(url), () => {});
  }, [organization.host, organization.slug]);
  const service = page.services.find(({ id }) => id === chosen);
  const of = { address, name: service?.name ?? organization.name, root: service ? `${address}/services/${service.id}` : address };
  return html`
    <div class="field"><label for="shared">What to show</label>
      <select id="shared" value=${service ? chosen : ""} onChange=${({ target }) => choose(target.value)}>
        <option value="">The whole page</option>
        ${page.services.map(({ id, name }) => html`<option key=${id} value=${id} dir="auto">${name}</option>`)}
      </select></div>
    <${Snippets} title="Badge" list=${badges(of)}><p><img class="badge-preview" src="${of.root}/badge.svg" alt="${of.name} status, as a badge" height="20" /></p><//>
    <${Snippets} title="Feeds and calendar" list=${feeds(of)} />
    ${!service && html`<${Snippets} title="On your own site" list=${embeds(of)} /><${Snippets} title="For programs" list=${programs(of)} />`}`;
}
