// Making an organization.
import { html } from "../../vendor/preact.js";
import { useState } from "../../vendor/hooks.js";
import { api } from "../api.js";
import { LONGEST } from "../facts/forms.js";
import { required, wrongSlug } from "../parts/checks.js";
import { Field } from "../parts/fields.js";
import { Form, useForm } from "../parts/form.js";
import { ZoneField, viewerZone } from "../parts/zones.js";
import { choose } from "./session.js";
import { SlugField } from "./slug-field.js";

/** `draft` keeps what is typed, where that is known who types. */
export function OrganizationForm({ onCreated, draft = null }) {
  const [ownSlug, setOwnSlug] = useState(false);
  const form = useForm({
    draft,
    initial: { name: "", slug: "", time_zone: viewerZone },
    check: ({ name, slug }) => ({ name: required("the name of your organization")(name), slug: wrongSlug(slug) }),
    submit: async (values) => {
      const created = await api.post("/api/organizations", values);
      choose(created.id);
      onCreated(created);
    },
  });
  const named = (event) => form.set({ name: event.target.value, ...(!ownSlug && { slug: slugFrom(event.target.value) }) });
  return html`
    <${Form} form=${form} action="Create status page" saving="Creating…">
      <${Field} form=${form} name="name" label="Name of your organization" maxlength=${LONGEST.name} autocomplete="organization" onInput=${named} />
      <div onInput=${() => setOwnSlug(true)}><${SlugField} form=${form} /></div>
      <${ZoneField} form=${form} stored=${viewerZone} hint="Visitors always see times in their own zone. This one is for planning maintenance." />
    <//>`;
}

const slugFrom = (name) =>
  name.normalize("NFKD").replace(/[^\x20-\x7e]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, LONGEST.slug).replace(/^-+|-+$/g, "");
