// /dashboard/organization: its profile, how its page looks, keys, who did what, and its end.
import { html } from "../../vendor/preact.js";
import { useEffect, useRef, useState } from "../../vendor/hooks.js";
import { SlugField, ZoneField, wrongSlug, zoneName } from "../account/forms.js";
import { api } from "../api.js";
import { Choices, Field, Form, FormDialog, Once, attempted, confirmed, optionsOf, required, shown, toast, useForm, wrongAddress } from "../parts/form.js";
import { SERVICE_STATUS } from "../facts/page.js";
import { Overview, Shell, Time, words } from "../status.js";
import { ChangedMeanwhile, Heading, ListRow, Listed, ReadOnly, kept, useList, useOrganizationEditing } from "./parts.js";
import { may } from "./store.js";

const PROFILE = { name: "Name", slug: "Address", website_url: "Website", time_zone: "Time zone", notifications: "Mails" };
const NOTIFIED = { member_joined: "Somebody joins the team", api_key_created: "An API key is made" };

/** What the owners are told by mail. */
const Notifications = ({ form }) => {
  const { notifications } = form.values;
  const put = (name, isOn) => form.set({ notifications: { ...notifications, [name]: isOn } });
  return html`
    <fieldset class="field">
      <legend>Mail the owners when</legend>
      ${Object.keys(notifications).map((name) => html`<label class="choice" key=${name}>
        <input type="checkbox" checked=${notifications[name]} onChange=${({ target }) => put(name, target.checked)} /><span>${NOTIFIED[name] ?? words(name)}</span></label>`)}
    </fieldset>`;
};

const onAndOff = (notifications) => Object.keys(notifications).filter((name) => notifications[name]).map((name) => NOTIFIED[name] ?? words(name)).join(", ") || "nothing";

function OrganizationProfile({ organization }) {
  const { form, conflict } = useOrganizationEditing({
    organization,
    fields: PROFILE,
    check: ({ name, slug, website_url: url }) => ({ name: required("a name")(name), slug: slug === organization.slug ? "" : wrongSlug(slug), website_url: wrongAddress(url) }),
  });
  const { onSubmit } = form;
  const sure = async (event) => {
    event.preventDefault();
    const { slug } = form.values;
    const text = html`<p>Your page moves to <strong>/status/${slug}</strong> at once. Links to /status/${organization.slug} stop working, and others may take that address.</p>`;
    if (slug === organization.slug || wrongSlug(slug) || (await confirmed({ title: "Move your page?", text, action: "Move it", tone: "primary" }))) onSubmit();
  };
  return html`
    <${ChangedMeanwhile} ...${conflict} words=${{ notifications: onAndOff }} />
    <${Form} form=${{ ...form, onSubmit: sure }} action="Save">
      <${Field} form=${form} name="name" label="Name" maxlength="100" autocomplete="organization" />
      <${SlugField} form=${form} own=${organization.slug} />
      <${Field} form=${form} name="website_url" label="Website (optional)" type="url" placeholder="https://" maxlength="2000" />
      <${ZoneField} form=${form} hint="Shown beside your own when you plan maintenance. Visitors see times in theirs." />
      <${Notifications} form=${form} />
    <//>`;
}

const Going = ({ organization }) => {
  const restore = () => attempted(async () => {
    kept(await api.post(`/api/organizations/${organization.id}/restore`, {}));
    toast("The organization stays");
  });
  return html`
    <section class="panel danger-zone">
      <h2>This organization is going to be deleted</h2>
      <p>On <${Time} at=${organization.deletes_at} /> it goes with its page, its history and its team.</p>
      <p><button class="button primary" onClick=${restore}>Keep it</button></p>
    </section>`;
};

function DangerZone({ organization }) {
  const form = useForm({
    initial: { confirm: "" },
    check: ({ confirm }) => ({ confirm: confirm === organization.slug ? "" : `Enter ${organization.slug} to show that you mean it` }),
    submit: async ({ confirm }) => {
      kept(await api.delete(`/api/organizations/${organization.id}`, { body: { confirm } }));
      form.set({ confirm: "" });
    },
  });
  if (organization.deletes_at) return html`<${Going} organization=${organization} />`;
  return html`
    <section class="panel danger-zone">
      <h2>Delete this organization</h2>
      <p>The page, its history, the team and all keys go. For some days you can change your mind here; after that nothing brings them back.</p>
      <${Form} form=${form} action="Delete ${organization.name}" tone="danger">
        <${Field} form=${form} name="confirm" label="Enter “${organization.slug}” to confirm" autocomplete="off" spellcheck="false" />
      <//>
    </section>`;
}

const TABS = {
  "": ["Profile", OrganizationProfile, "admin"],
  branding: ["Branding", Branding, "admin"],
  keys: ["API keys", ApiKeys, "admin"],
  log: ["Audit log", AuditLog, "admin"],
  danger: ["Danger zone", DangerZone, "owner"],
};

export function OrganizationSection(state) {
  const { id = "" } = state.route;
  const [title, view, role] = TABS[id] ?? TABS[""];
  return html`
    <${Heading} title="Organization" />
    <nav class="tabs" aria-label="Organization">
      ${Object.entries(TABS).filter(([, [, , needed]]) => may(needed)).map(([tab, [label]]) => html`<a key=${tab} href="/dashboard/organization${tab && `/${tab}`}" aria-current=${tab === id ? "page" : undefined}>${label}</a>`)}
    </nav>
    ${may(role) ? html`<${view} key=${title} ...${state} />` : html`<${ReadOnly} role=${role} what="these settings" /><${Facts} ...${state} />`}`;
}

const BRANDING = { description: "About", logo_url: "Logo", accent_color: "Colour", intro_text: "Introduction", footer_text: "Footer", links: "Links", status_words: "Words for states" };
const DEFAULT_COLOUR = "#1f5fbf";

/** The public page's own components, to look at only. */
function Preview({ page, colour, now, connection }) {
  const frame = useRef();
  useEffect(() => {
    frame.current.style.setProperty("--brand", colour || DEFAULT_COLOUR);
  }, [colour]);
  return html`
    <section aria-label="Preview">
      <h2>Preview</h2>
      <div class="preview-frame" ref=${frame} inert aria-hidden="true"><${Shell} page=${page}><${Overview} page=${page} now=${now} connection=${connection} /><//></div>
    </section>`;
}

const Colour = ({ form }) => {
  const { accent_color: colour } = form.values;
  const reset = colour && html`<button type="button" class="button small" onClick=${() => form.set({ accent_color: "" })}>Use Allclear’s own</button>`;
  return html`<${Field} form=${form} name="accent_color" label="Colour" type="color" value=${colour || DEFAULT_COLOUR} hint="The page’s own, for links and buttons. It has to be readable on light and on dark." after=${reset} />`;
};

const MAX_LINKS = 10;

function Links({ form }) {
  const links = form.values.links;
  const put = (index, changes) => form.set({ links: links.map((each, place) => (place === index ? { ...each, ...changes } : each)) });
  const input = (index, name, label, type) => html`<input type=${type} aria-label="${label} of link ${index + 1}" placeholder=${label} value=${links[index][name]} onInput=${({ target }) => put(index, { [name]: target.value })} />`;
  return html`
    <fieldset class="field" id="${form.id}-links">
      <legend>Links</legend>
      ${form.errors.links && html`<p class="error">${form.errors.links}</p>`}
      <ul class="link-list">${links.map((_, index) => html`
        <li key=${index}>${input(index, "label", "Text", "text")}${input(index, "url", "Address", "url")}
          <button type="button" class="icon-button" aria-label="Remove link ${index + 1}" onClick=${() => form.set({ links: links.toSpliced(index, 1) })}>✕</button></li>`)}</ul>
      ${links.length < MAX_LINKS && html`<p><button type="button" class="button small" onClick=${() => form.set({ links: [...links, { label: "", url: "" }] })}>Add a link</button></p>`}
    </fieldset>`;
}

const StatusWords = ({ form, states }) => html`
  <fieldset class="field" id="${form.id}-status_words">
    <legend>Your words for states</legend>
    <p class="hint">Left empty, a state keeps the word shown.</p>
    <ul class="link-list">${Object.entries(states).map(([status, [word]]) => html`
      <li key=${status}><input type="text" aria-label="Your word for ${word}" placeholder=${word} maxlength="40" value=${form.values.status_words[status] ?? ""}
        onInput=${({ target }) => form.set({ status_words: withWord(form.values.status_words, status, target.value) })} /></li>`)}</ul>
  </fieldset>`;

const withWord = (given, status, word) => {
  const { [status]: _, ...others } = given;
  return word ? { ...others, [status]: word } : others;
};

function Branding({ organization, page, now, connection }) {
  const { form, conflict } = useOrganizationEditing({
    organization,
    fields: BRANDING,
    check: ({ logo_url: url, links }) => ({ logo_url: wrongAddress(url), links: links.map(({ url: to }) => wrongAddress(to)).find(Boolean) }),
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
        <${Field} form=${form} name="intro_text" label="Introduction (optional)" as="textarea" rows="2" maxlength="5000" />
        <${Field} form=${form} name="footer_text" label="Footer (optional)" as="textarea" rows="2" maxlength="5000" />
        <${Links} form=${form} />
        <${StatusWords} form=${form} states=${SERVICE_STATUS} />
      <//>
      <${Preview} page=${preview} colour=${form.values.accent_color} now=${now} connection=${connection} />
    </div>`;
}

const SCOPES = [["write", "Read and write: as a member"], ["read", "Read only: as a viewer"]];

const LIFETIMES = [["", "No end"], ["30", "30 days"], ["90", "90 days"], ["365", "A year"]];
const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString();

function NewKey({ onClose }) {
  const form = useForm({
    initial: { name: "", scope: "write", days: "" },
    check: ({ name }) => ({ name: required("what will use the key")(name) }),
    submit: async ({ name, scope, days }) => {
      const made = await api.post("/api/api-keys", { name, scope, ...(days && { expires_at: inDays(days) }) });
      onClose();
      await shown(({ close }) => html`
        <${Once} title="Copy this key now" text="Whoever has it can do what “${made.name}” may." secret=${made.key} hint="It is not shown again." action="I have kept it" close=${close} />`);
    },
  });
  return html`
    <${FormDialog} title="New API key" form=${form} action="Make key" saving="Making it…" onClose=${onClose}>
      <${Field} form=${form} name="name" label="Name" hint="What will use it, such as “Deploy pipeline”." maxlength="100" />
      <${Choices} form=${form} name="scope" label="May" options=${SCOPES} />
      <${Field} form=${form} name="days" label="Good for" options=${LIFETIMES} />
    <//>`;
}

async function revoke(key, reload) {
  const text = html`<p>Whatever uses it is refused from now on.</p>`;
  if (!(await confirmed({ title: `Revoke “${key.name}”?`, text, action: "Revoke key" }))) return;
  if (await attempted(() => api.delete(`/api/api-keys/${key.id}`))) toast(`${key.name} is revoked`);
  reload();
}

const Key = ({ item, reload }) => html`
  <${ListRow} title=${html`<strong>${item.name}</strong> <code>${item.prefix}…</code>`}
    hint=${html`${item.scope === "read" ? "Read only" : "Read and write"}, made <${Time} at=${item.created_at} />${item.expires_at && html`, until <${Time} at=${item.expires_at} />`}, ${item.last_used_at ? html`last used <${Time} at=${item.last_used_at} />` : "never used"}`}>
    <button class="button quiet small" aria-label="Revoke ${item.name}" onClick=${() => revoke(item, reload)}>Revoke</button>
  <//>`;

function ApiKeys() {
  const list = useList("/api/api-keys");
  const [isMaking, make] = useState(false);
  const close = () => {
    make(false);
    list.reload();
  };
  return html`
    <p class="muted">Programs send a key as <code>Authorization: Bearer</code>. What they can do is in the <a href="/docs">API documentation</a>.</p>
    <${Listed} list=${list} empty="There are no keys yet.">${(items) => html`<ul class="rows" aria-label="API keys">${items.map((item) => html`<${Key} key=${item.id} item=${item} reload=${list.reload} />`)}</ul>`}<//>
    ${!list.problem && html`<p><button class="button primary" onClick=${() => make(true)}>New key</button></p>`}
    ${isMaking && html`<${NewKey} onClose=${close} />`}`;
}

const KINDS = ["service", "incident", "maintenance", "organization", "member", "invitation", "api_key"];

const said = (value) => (value === "" || value == null ? "(empty)" : typeof value === "object" ? JSON.stringify(value) : String(value));

/** What changed: {field: [before, after]}. */
const Changes = ({ changes }) => Object.keys(changes).length > 0 && html`
  <details class="earlier"><summary>What changed</summary><dl class="changes">
    ${Object.entries(changes).map(([name, [before, after]]) => html`<div key=${name}><dt>${words(name)}</dt><dd>${said(before)} → ${said(after)}</dd></div>`)}
  </dl></details>`;

function AuditLog() {
  const list = useList("/api/events");
  const [kind, show] = useState("");
  const shown = (items) => items.filter(({ type }) => !kind || type.startsWith(`${kind}.`));
  return html`
    <div class="tools"><label for="log-kind">Show</label>
      <select id="log-kind" class="narrow" value=${kind} onInput=${({ target }) => show(target.value)}>
        ${optionsOf([["", "everything"], ...KINDS.map((each) => [each, words(each).toLowerCase()])])}
      </select></div>
    <${Listed} list=${list} empty="Nothing has happened yet.">${(items) => html`
      <ol class="rows" aria-label="Audit log">${shown(items).map((each) => html`
        <${ListRow} key=${each.id} title=${each.summary} hint=${html`${each.actor?.name}, <${Time} at=${each.occurred_at} /><${Changes} changes=${each.changes} />`} />`)}
        ${!shown(items).length && html`<li class="list-row">Nothing of this kind among what is loaded.</li>`}</ol>`}<//>`;
}

const Facts = ({ organization: { name, slug, time_zone: zone } }) => html`
  <dl class="facts"><div><dt>Name</dt><dd>${name}</dd></div><div><dt>Address</dt><dd>${location.host}/status/${slug}</dd></div><div><dt>Time zone</dt><dd>${zoneName(zone)}</dd></div></dl>`;
