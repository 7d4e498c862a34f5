// The fields of what somebody is told about: everything, or categories and services; and how much.
import { html } from "../../../vendor/preact.js";
import { Choices } from "../../parts/fields.js";
import { Affects, asChosen } from "../shared/affects.js";
import { plural } from "../shared/words.js";

const ABOUT = [["all", "Everything on the page"], ["some", "Only some categories and services"]];
const WHICH = [["all", "Every update"], ["start_and_end", "Only when something begins and when it is over"]];

const categoriesOf = (page) => [...new Set(page.services.map(({ category }) => category).filter(Boolean))];

/** The values of a form for it. */
export const followed = ({ categories = [], service_ids: ids = [], incident_ids: incidents = [], which = "all" }) => ({
  about: categories.length || ids.length || incidents.length ? "some" : "all",
  categories,
  service_ids: ids,
  incident_ids: incidents,
  which,
});

export const wrongFollowed = ({ about, categories, service_ids: ids, incident_ids: incidents }) => ({ about: about === "some" && ![...categories, ...ids, ...incidents].length ? "Choose at least one, or everything" : "" });

/** As the API takes it; what is not on the page any more is left out. */
export function followedBody({ about, categories, service_ids: ids, which }, page) {
  if (about === "all") return { categories: [], service_ids: [], which };
  const known = categoriesOf(page);
  return { categories: categories.filter((each) => known.includes(each)), service_ids: ids.filter((id) => page.services.some((each) => each.id === id)), which };
}

const Categories = ({ form, names }) => {
  const { categories } = form.values;
  const toggle = (name) => form.set({ categories: categories.includes(name) ? categories.filter((each) => each !== name) : [...categories, name] });
  return names.length > 0 && html`
    <fieldset class="field"><legend>Categories</legend>${names.map((name) => html`
      <label class="choice" key=${name}><input type="checkbox" checked=${categories.includes(name)} onChange=${() => toggle(name)} /><span dir="auto">${name}</span></label>`)}</fieldset>`;
};

export const Following = ({ form, page }) => html`
  ${page.services.length > 0 && html`<${Choices} form=${form} name="about" label="About" options=${ABOUT} />`}
  ${form.values.about === "some" && html`
    <${Categories} form=${form} names=${categoriesOf(page)} />
    <${Affects} services=${page.services} chosen=${asChosen(form.values.service_ids)} statuses=${false} legend="Services" onChange=${(given) => form.set({ service_ids: Object.keys(given) })} />
    ${form.values.incident_ids.length > 0 && html`<p class="hint">And ${plural(form.values.incident_ids.length, "incident")} in particular, until they choose otherwise.</p>`}`}
  <${Choices} form=${form} name="which" label="How much" options=${WHICH} />`;
