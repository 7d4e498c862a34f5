// How the page looks, beside the page itself as a preview.
import { html } from "../../../vendor/preact.js";
import { LONGEST } from "../../facts/forms.js";
import { wrongAddress } from "../../parts/checks.js";
import { Field } from "../../parts/fields.js";
import { Form } from "../../parts/form.js";
import { MarkdownField } from "../../parts/markdown-field.js";
import { ChangedMeanwhile } from "../shared/changed-meanwhile.js";
import { lost } from "../shared/permission.js";
import { Categories, Links, StatusWords } from "./branding-lists.js";
import { useOrganizationEditing } from "./editing.js";
import { DEFAULT_COLOUR, Preview } from "./preview.js";
import { useTrees } from "./trees.js";

const FIELDS = { description: "About", logo_url: "Logo", accent_color: "Colour", intro_text: "Introduction", footer_text: "Footer", links: "Links", status_words: "Words for states", category_details: "Categories", show_uptime: "Uptime" };

const Colour = ({ form }) => {
  const { accent_color: colour } = form.values;
  const reset = colour && html`<button type="button" class="button small" onClick=${() => form.set({ accent_color: "" })}>Use Allclear’s own</button>`;
  return html`<${Field} form=${form} name="accent_color" label="Colour" type="color" value=${colour || DEFAULT_COLOUR} hint="The page’s own, for links and buttons. It has to be readable on the light or the dark page; the other one adapts it." after=${reset} />`;
};

export function Branding({ organization, page, now, connection }) {
  const { form, conflict } = useOrganizationEditing({
    organization,
    part: "branding",
    fields: FIELDS,
    check: ({ logo_url: url, links }) => ({ logo_url: wrongAddress(url), links: links.map(({ url: to }) => wrongAddress(to)).find(Boolean) }),
  });
  const words = { links: (links) => links.map(({ label }) => label).join(", "), status_words: (given) => Object.values(given).join(", "), category_details: (details) => details.map(({ name }) => name).join(", "), show_uptime: (isShown) => (isShown ? "shown" : "hidden") };
  const trees = useTrees(organization, form.values);
  const preview = { ...page, organization: { ...page.organization, ...form.values, ...trees } };
  return html`
    <${ChangedMeanwhile} ...${conflict} words=${words} />
    <div class="branding">
      <${Form} form=${form} action="Save" refusal=${lost("change_settings")}>
        <${MarkdownField} form=${form} name="description" label="About (optional)" rows="3" maxlength=${LONGEST.text} hint="Below the banner." />
        <${Field} form=${form} name="logo_url" label="Logo (optional)" type="url" placeholder="https://" maxlength=${LONGEST.web_address} hint="The address of an image on your own site." />
        <${Colour} form=${form} />
        <${MarkdownField} form=${form} name="intro_text" label="Introduction (optional)" rows="2" maxlength=${LONGEST.text} />
        <${MarkdownField} form=${form} name="footer_text" label="Footer (optional)" rows="2" maxlength=${LONGEST.text} />
        <label class="choice"><input type="checkbox" name="show_uptime" checked=${form.values.show_uptime} onChange=${({ target }) => form.set({ show_uptime: target.checked })} /><span>Show the uptime of services, 90 days and by month</span></label>
        <${Links} form=${form} />
        <${StatusWords} form=${form} />
        <${Categories} form=${form} services=${page.services} />
      <//>
      <${Preview} page=${preview} colour=${form.values.accent_color} now=${now} connection=${connection} />
    </div>`;
}
