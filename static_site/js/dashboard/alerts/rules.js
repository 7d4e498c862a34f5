// The rules of a source: what they match, and what follows.
import { html } from "../../../vendor/preact.js";
import { useEffect, useState } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { GIVEN_BY_INCIDENTS } from "../../facts/forms.js";
import { optionsOf } from "../../parts/fields.js";
import { Affects } from "../shared/affects.js";
import { statusWord } from "../shared/states.js";
import { NEW_RULE } from "./reading.js";
import { ACTIONS } from "./words.js";

const STATUSES = GIVEN_BY_INCIDENTS.filter((status) => status !== "operational").map((status) => [status, statusWord(status)]);

const useTemplates = () => {
  const [items, set] = useState([]);
  useEffect(() => {
    api.get("/api/templates?kind=incident&limit=100").then((found) => set(found.items), () => {});
  }, []);
  return items;
};

function Rule({ form, rule, number, set, remove, page, templates }) {
  const id = (name) => `${form.id}-rule${number}-${name}`;
  const errorOf = (name) => form.errors[`rule${number}-${name}`];
  const typed = (name) => ({ target }) => set({ [name]: target.value });
  return html`
    <fieldset class="field rule">
      <legend>Rule ${number + 1}</legend>
      <div class="field"><label for=${id("match")}>Labels to match</label>
        <p class="hint" id=${id("hint")}>One per line, such as “severity = critical” or “service = api-*”. All of them must match; without any, the rule applies to every alert. “title” counts as a label.</p>
        <textarea id=${id("match")} aria-describedby=${id("hint")} rows="2" spellcheck=${false} value=${rule.match} onInput=${typed("match")}></textarea></div>
      <div class="field"><label for=${id("action")}>Action</label>
        <select id=${id("action")} value=${rule.action} onInput=${typed("action")}>${optionsOf(Object.entries(ACTIONS))}</select></div>
      <div id=${id("services")} tabindex="-1">${errorOf("services") && html`<p class="error">${errorOf("services")}</p>`}<${Affects} services=${page.services} chosen=${rule.services} statuses=${false} onChange=${(services) => set({ services })} legend=${rule.action === "set_status" ? "Services" : "Affected services"} /></div>
      <div class="field"><label for=${id("status")}>Status while the alert fires</label>
        <select id=${id("status")} value=${rule.status} onInput=${typed("status")}>${optionsOf(rule.action === "set_status" ? STATUSES : [["", "Stays as it is"], ...STATUSES])}</select></div>
      ${rule.action !== "set_status" && html`<div class="field"><label for=${id("template")}>Template</label>
        <select id=${id("template")} value=${rule.template_id} onInput=${typed("template_id")}>${optionsOf([["", "None: titled like the first alert"], ...templates.map((each) => [each.id, each.name])])}</select></div>`}
      <div class="field"><label for=${id("quiet")}>Quiet minutes before it ends</label>
        ${errorOf("quiet") && html`<p class="error" id=${id("quiet-error")}>${errorOf("quiet")}</p>`}
        <input id=${id("quiet")} inputmode="numeric" value=${rule.quiet_minutes} aria-invalid=${errorOf("quiet") ? "true" : undefined} aria-describedby=${errorOf("quiet") && id("quiet-error")} onInput=${typed("quiet_minutes")} /></div>
      <label class="choice"><input type="checkbox" checked=${rule.notify} onChange=${({ target }) => set({ notify: target.checked })} /><span>Tell subscribers</span></label>
      <p><button type="button" class="button quiet danger small" aria-label="Remove rule ${number + 1}" onClick=${remove}>Remove</button></p>
    </fieldset>`;
}

export function Rules({ form, page }) {
  const templates = useTemplates();
  const { rules } = form.values;
  const replace = (place, change) => form.set({ rules: rules.map((each, at) => (at === place ? { ...each, ...change } : each)) });
  return html`
    ${rules.map((rule, place) => html`<${Rule} key=${place} form=${form} rule=${rule} number=${place} page=${page} templates=${templates}
      set=${(change) => replace(place, change)} remove=${() => form.set({ rules: rules.filter((_, at) => at !== place) })} />`)}
    <p><button type="button" class="button" onClick=${() => form.set({ rules: [...rules, NEW_RULE] })}>Add a rule</button></p>`;
}
