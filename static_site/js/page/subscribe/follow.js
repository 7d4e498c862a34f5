// What somebody wants to hear of: everything, one incident, or some categories and services; and how much.
import { html } from "../../../vendor/preact.js";
import { grouped } from "./ways.js";

const MANY = 12; // from here on one searches

const Radios = ({ name, value, options, set }) => options.map(([each, label]) => html`
  <label class="choice" key=${each}><input type="radio" name=${name} value=${each} checked=${value === each} onChange=${() => set(each)} /><span>${label}</span></label>`);

const toggled = (list, each) => (list.includes(each) ? list.filter((other) => other !== each) : [...list, each]);

const Box = ({ label, isTicked, isImplied, toggle, bold }) => html`
  <li><label class="choice"><input type="checkbox" checked=${isTicked || isImplied} disabled=${isImplied} onChange=${toggle} />
    ${bold ? html`<strong dir="auto">${label}</strong>` : html`<span dir="auto">${label}</span>`}</label></li>`;

const Group = ({ name, services, values, set }) => {
  const rows = services.map(({ id, name: label }) => html`
    <${Box} key=${id} label=${label} isTicked=${values.services.includes(id)} isImplied=${name && values.categories.includes(name)} toggle=${() => set({ services: toggled(values.services, id) })} />`);
  if (!name) return rows;
  return html`<li class="follow-group"><ul><${Box} bold label=${name} isTicked=${values.categories.includes(name)} toggle=${() => set({ categories: toggled(values.categories, name) })} /></ul><ul class="follow-of">${rows}</ul></li>`;
};

const found = (groups, text) => {
  const words = text.trim().toLowerCase().split(/\s+/);
  const has = (name, category) => words.every((each) => `${name} ${category}`.toLowerCase().includes(each));
  return groups.map(([category, services]) => [category, services.filter(({ name }) => has(name, category))]).filter(([, services]) => services.length);
};

const Some = ({ page, values, set, error }) => {
  const groups = found(grouped(page), values.text);
  return html`
    <div class="follow-some">
      ${error && html`<p class="error" id="follow-error">${error}</p>`}
      ${page.services.length > MANY && html`<input type="search" aria-label="Find a service" placeholder="Find a service" value=${values.text} onInput=${({ target }) => set({ text: target.value })} />`}
      <ul class="follow" tabindex=${page.services.length > MANY ? "0" : undefined} aria-label="Services">${groups.map(([name, services]) => html`<${Group} key=${name} name=${name} services=${services} values=${values} set=${set} />`)}</ul>
      ${!groups.length && html`<p class="hint">No service is called that.</p>`}
    </div>`;
};

const WHICH = [["all", "Every update"], ["start_and_end", "Only when something begins and when it is over"]];

export const Follow = ({ page, incident, values, errors, set }) => html`
  <fieldset class="field" aria-describedby=${errors.about ? "follow-error" : undefined}>
    <legend>About</legend>
    <${Radios} name="about" value=${values.about} set=${(about) => set({ about })} options=${[
      incident && ["incident", html`This incident only: <bdi>${incident.title}</bdi>`],
      ["all", "Everything on this page"],
      page.services.length > 0 && ["some", "Only some services"],
    ].filter(Boolean)} />
    ${values.about === "some" && html`<${Some} page=${page} values=${values} set=${set} error=${errors.about} />`}
  </fieldset>
  <fieldset class="field">
    <legend>How much</legend>
    <${Radios} name="which" value=${values.which} set=${(which) => set({ which })} options=${WHICH} />
  </fieldset>`;
