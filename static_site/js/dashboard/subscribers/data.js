// /dashboard/subscribers/data: what is kept of one email address, for whoever has it and asks: to be saved, or erased.
import { html } from "../../../vendor/preact.js";
import { useState } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { confirmed } from "../../parts/dialog.js";
import { Field } from "../../parts/fields.js";
import { Form, useForm } from "../../parts/form.js";
import { attempted, toast } from "../../parts/toast.js";
import { Time } from "../../page/times.js";
import { Heading } from "../shared/heading.js";
import { lost, may } from "../shared/permission.js";
import { aboutOf, stateOf, whichWord } from "./words.js";

const HOME = "/dashboard/subscribers";

function save(kept) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(kept, null, 2)], { type: "application/json" }));
  link.download = `${kept.email}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

async function erase({ email }, done) {
  const text = html`<p>The subscription ends, and nothing of the address is left here: also not that it unsubscribed, so an import may add it again. This cannot be undone.</p>`;
  if (!(await confirmed({ title: html`Erase <bdi>${email}</bdi>?`, text, action: "Erase everything" }))) return;
  if (!(await attempted(() => api.post("/api/subscribers/erase", { email })))) return;
  toast(html`Nothing is kept of <bdi>${email}</bdi>`);
  done();
}

const factsOf = ({ subscriber: one, unsubscribed_at: ended }, page) => [
  ...(one ? [
    ["State", stateOf(one)[0]],
    ["About", [aboutOf(one, page), whichWord(one.which)].filter(Boolean).join(" · ")],
    ["Time zone", one.time_zone],
    ["Subscribed", html`<${Time} at=${one.created_at} />`],
    one.confirmed_at && ["Confirmed", html`<${Time} at=${one.confirmed_at} />`],
    one.consent?.by && ["Added by", html`<bdi>${one.consent.by.name}</bdi>`],
  ] : []),
  ended && ["Unsubscribed", html`<${Time} at=${ended} />`],
].filter(Boolean);

function Kept({ kept, page, done }) {
  const facts = factsOf(kept, page);
  if (!facts.length) return html`<p class="notice">Nothing is kept of <bdi>${kept.email}</bdi>.</p>`;
  return html`
    <section class="panel" aria-labelledby="kept">
      <h2 id="kept">What is kept of <bdi>${kept.email}</bdi></h2>
      <dl class="facts">${facts.map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd dir="auto">${value}</dd></div>`)}</dl>
      <div class="actions">
        <button class="button" onClick=${() => save(kept)}>Save as a file</button>
        <button class="button danger" onClick=${() => erase(kept, done)}>Erase everything</button>
      </div>
    </section>`;
}

export function AddressData({ page }) {
  const [kept, find] = useState(null);
  const form = useForm({
    initial: { email: "" },
    draft: null,
    check: ({ email }) => ({ email: email.trim() ? "" : "Enter the address" }),
    submit: async ({ email }) => find(await api.get(`/api/subscribers/data?${new URLSearchParams({ email: email.trim() })}`)),
  });
  return html`
    <${Heading} title="Data of an address" back=${[HOME, "Subscribers"]} />
    <p class="hint">People may ask what data you keep about them, and have it erased. Send your answer to that address and to no other.</p>
    <${Form} form=${form} action="Find" saving="Looking…" refusal=${lost("change_settings")}>
      <${Field} form=${form} name="email" label="Email address" type="email" autocomplete="off" maxlength="254" />
    <//>
    <div role="status">${kept && may("change_settings") && html`<${Kept} key=${kept.email} kept=${kept} page=${page} done=${() => find(null)} />`}</div>`;
}
