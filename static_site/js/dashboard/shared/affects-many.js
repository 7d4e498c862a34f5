// Choosing among many services: by words, by category, and one status for all.
import { html } from "../../../vendor/preact.js";
import { useState } from "../../../vendor/hooks.js";
import { GIVEN_BY_INCIDENTS, MOST } from "../../facts/forms.js";
import { optionsOf } from "../../parts/fields.js";
import { FIRST_GIVEN } from "./affects.js";
import { Limited, TriState, hasWords } from "./limited.js";
import { groups } from "./order.js";
import { State, statusWord } from "./states.js";

const OPEN_UP_TO = 40;
const MIXED = "mixed";
const GIVEN = [["", "Stays as it is"], ...GIVEN_BY_INCIDENTS.map((status) => [status, statusWord(status)])];

const Choice = ({ service, chosen, statuses, toggle, give }) => html`
  <li>
    <label class="choice"><input type="checkbox" checked=${service.id in chosen} onChange=${() => toggle([service], !(service.id in chosen))} /><span dir="auto">${service.name}</span></label>
    ${statuses && service.id in chosen
      ? html`<select aria-label="Status of ${service.name}" value=${chosen[service.id]} onInput=${({ target }) => give([service.id], target.value)}>${optionsOf(GIVEN)}</select>`
      : html`<${State} status=${service.status} />`}
  </li>`;

function Category({ name, services, chosen, toggle, draw, isFirst }) {
  const count = services.filter(({ id }) => id in chosen).length;
  const [isOpen, open] = useState(isFirst || count > 0);
  const title = name || "Without a category";
  return html`
    <li class="affects-group">
      <label class="choice"><${TriState} count=${count} of=${services.length} label="All of ${title}" onChange=${(all) => toggle(services, all)} /><strong dir="auto">${title}</strong></label>
      <span class="hint">${count ? `${count} of ${services.length}` : services.length}
        <button type="button" class="button quiet small" aria-expanded=${isOpen} aria-label="${isOpen ? "Hide" : "Show"} services of ${title}" onClick=${() => open(!isOpen)}>${isOpen ? "Hide" : "Show"}</button></span>
      ${isOpen && html`<ul class="affects-of"><${Limited} items=${services} draw=${draw} what="services" /></ul>`}
    </li>`;
}

/** One status for all that are chosen; each may have another one after that. */
function ForAll({ chosen, give }) {
  const ids = Object.keys(chosen);
  const given = new Set(Object.values(chosen));
  const same = given.size === 1 ? [...given][0] : MIXED;
  const options = same === MIXED ? [[MIXED, "Different ones"], ...GIVEN] : GIVEN;
  return html`<label class="for-all">Status of all ${ids.length} <select value=${same} onInput=${({ target }) => target.value !== MIXED && give(ids, target.value)}>${optionsOf(options)}</select></label>`;
}

/** As `Affects`, for more services than one would look through. */
export function AffectsMany({ services, chosen, onChange, statuses }) {
  const [text, find] = useState("");
  const count = Object.keys(chosen).length;
  const give = (ids, status) => onChange({ ...chosen, ...Object.fromEntries(ids.map((id) => [id, status])) });
  const toggle = (those, isChosen) => {
    const ids = new Set(those.map(({ id }) => id));
    const kept = Object.entries(chosen).filter(([id]) => !ids.has(id));
    const taken = isChosen ? [...ids].map((id) => [id, chosen[id] ?? (statuses ? FIRST_GIVEN : "")]) : [];
    onChange(Object.fromEntries([...kept, ...taken]));
  };
  const draw = (service) => html`<${Choice} key=${service.id} service=${service} chosen=${chosen} statuses=${statuses} toggle=${toggle} give=${give} />`;
  const found = text.trim() ? services.filter((each) => hasWords(each, text)) : null;
  const grouped = groups(services);
  return html`
    <div class="tools">
      <input type="search" dir="auto" aria-label="Find services" placeholder="Find by name or category" value=${text} onInput=${({ target }) => find(target.value)} onKeyDown=${(event) => event.key === "Enter" && event.preventDefault()} />
      <span class="hint" role="status">${count} of ${services.length} chosen</span>
      ${count > 0 && html`<button type="button" class="button quiet small" onClick=${() => onChange({})}>Clear</button>`}
    </div>
    ${statuses && count > 1 && html`<${ForAll} chosen=${chosen} give=${give} />`}
    ${count > MOST.affected && html`<p class="error">At most ${MOST.affected} services can be affected: take out ${count - MOST.affected}.</p>`}
    ${found
      ? html`${found.length > 1 && html`<label class="choice"><${TriState} count=${found.filter(({ id }) => id in chosen).length} of=${found.length} label="All that were found" onChange=${(all) => toggle(found, all)} />All ${found.length} that were found</label>`}
        <ul class="affects" key=${text}><${Limited} items=${found} draw=${draw} what="services" /></ul>
        ${!found.length && html`<p class="hint">No service has “${text}” in its name, description or category.</p>`}`
      : html`<ul class="affects">${grouped.length > 1
        ? grouped.map(([name, those]) => html`<${Category} key=${name} name=${name} services=${those} chosen=${chosen} toggle=${toggle} draw=${draw} isFirst=${services.length <= OPEN_UP_TO} />`)
        : html`<${Limited} items=${services} draw=${draw} what="services" />`}</ul>`}`;
}
