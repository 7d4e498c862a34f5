// How the page looks and reads, with the page itself as the preview.
import { html } from "../../vendor/preact.js";
import { useEffect, useRef } from "../../vendor/hooks.js";
import { Field, Form } from "../parts/form.js";
import { Overview, SERVICE_STATUS, Shell } from "../status.js";
import { ChangedMeanwhile } from "./editing.js";
import { useOrganizationEditing } from "./organization-editing.js";
import { wrongAddress } from "./organization-profile.js";
import { Links, StatusWords } from "./page-words.js";

const FIELDS = { description: "About", logo_url: "Logo", accent_color: "Colour" };
const LATER = { intro_text: "Introduction", footer_text: "Footer", links: "Links", status_words: "Words for states" };
const DEFAULT_COLOUR = "#1f5fbf";

/** The fields this server knows of. */
const fieldsOf = (organization) => ({ ...FIELDS, ...Object.fromEntries(Object.entries(LATER).filter(([name]) => name in organization)) });

/** The public page's own components, to look at only. */
function Preview({ page, colour, now, connection }) {
  const frame = useRef();
  useEffect(() => {
    frame.current.style.setProperty("--brand", colour || DEFAULT_COLOUR);
  }, [colour]);
  return html`
    <section aria-label="Preview">
      <h2>Preview</h2>
      <div class="preview-frame" ref=${frame} inert aria-hidden="true"><${Shell} page=${page}><${Overview} page=${page} now=${now} connection=${connection} /></${Shell}></div>
    </section>`;
}

const Colour = ({ form }) => {
  const { accent_color: colour } = form.values;
  const reset = colour && html`<button type="button" class="button small" onClick=${() => form.set({ accent_color: "" })}>Use Allclear’s own</button>`;
  return html`<${Field} form=${form} name="accent_color" label="Colour" type="color" value=${colour || DEFAULT_COLOUR} hint="The page’s own, for links and buttons. It has to be readable on light and on dark." after=${reset} />`;
};

export function Branding({ organization, page, now, connection }) {
  const fields = fieldsOf(organization);
  const { form, conflict } = useOrganizationEditing({
    organization,
    fields,
    check: ({ logo_url: url, links = [] }) => ({ logo_url: wrongAddress(url), links: links.map(({ url: to }) => wrongAddress(to)).find(Boolean) }),
  });
  const words = { links: (links) => links.map(({ label }) => label).join(", "), status_words: (given) => Object.values(given).join(", ") };
  const preview = { ...page, organization: { ...page.organization, ...form.values } };
  return html`
    <${ChangedMeanwhile} ...${conflict} words=${words} />
    <div class="branding">
      <${Form} form=${form} action="Save">
        <${Field} form=${form} name="description" label="About (optional)" as="textarea" rows="3" maxlength="5000" hint="Below the banner. Web addresses become links." />
        <${Field} form=${form} name="logo_url" label="Logo (optional)" type="url" placeholder="https://" maxlength="2000" hint="The address of an image on your own site." />
        <${Colour} form=${form} />
        ${"intro_text" in fields && html`<${Field} form=${form} name="intro_text" label="Introduction (optional)" as="textarea" rows="2" maxlength="5000" />`}
        ${"footer_text" in fields && html`<${Field} form=${form} name="footer_text" label="Footer (optional)" as="textarea" rows="2" maxlength="5000" />`}
        ${"links" in fields && html`<${Links} form=${form} />`}
        ${"status_words" in fields && html`<${StatusWords} form=${form} states=${SERVICE_STATUS} />`}
      </${Form}>
      <${Preview} page=${preview} colour=${form.values.accent_color} now=${now} connection=${connection} />
    </div>`;
}
