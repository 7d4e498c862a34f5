// Making an organization: its name, the address of its page, and its time zone.
import { html } from "../../vendor/preact.js";
import { useEffect, useState } from "../../vendor/hooks.js";
import { api } from "../api.js";
import { choose } from "./chosen.js";
import { Field, Form, required, useForm } from "./form.js";
import { isTaken, slugFrom, wrongSlug } from "./slug.js";

export const viewerZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const zones = [...new Set(["UTC", viewerZone, ...Intl.supportedValuesOf("timeZone")])];

export const ZoneField = ({ form, hint }) => html`
  <${Field} form=${form} name="time_zone" label="Time zone" as="select" hint=${hint}>
    ${zones.map((zone) => html`<option key=${zone} value=${zone}>${zone.replaceAll("_", " ")}</option>`)}
  </${Field}>`;

const AFTER_TYPING = 400;

/** The address a page will have, and whether it is free; `own` is the one it has already. */
export function SlugField({ form, own, label = "Address of your page" }) {
  const { slug } = form.values;
  const [taken, setTaken] = useState();
  useEffect(() => {
    setTaken(undefined);
    if (slug === own || wrongSlug(slug)) return undefined;
    const asking = new AbortController();
    const timer = setTimeout(() => isTaken(slug, asking.signal).then((answer) => asking.signal.aborted || setTaken(answer)), AFTER_TYPING);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [slug]);
  const verdict = slug === own ? "" : taken ? "is taken" : taken === false ? "is free" : "";
  const preview = html`<p class="preview" aria-live="polite">${location.host}/status/<strong>${slug || "…"}</strong>${verdict && html` <span class=${taken ? "error" : "free"}>${verdict}</span>`}</p>`;
  return html`<${Field} form=${form} name="slug" label=${label} autocapitalize="none" spellcheck="false" maxlength="40" autocomplete="off" after=${preview} />`;
}

export function OrganizationForm({ onCreated }) {
  const [ownSlug, setOwnSlug] = useState(false);
  const form = useForm({
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
      <${Field} form=${form} name="name" label="Name of your organization" maxlength="100" autocomplete="organization" onInput=${named} />
      <div onInput=${() => setOwnSlug(true)}><${SlugField} form=${form} /></div>
      <${ZoneField} form=${form} hint="Visitors always see times in their own zone. This one is for planning maintenance." />
    </${Form}>`;
}
