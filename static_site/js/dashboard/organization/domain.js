// The addresses of the page, and a domain of the organization's own: what is to be done for it, and how far it is.
import { html } from "../../../vendor/preact.js";
import { useEffect, useState } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { confirmed } from "../../parts/dialog.js";
import { copy } from "../../parts/once.js";
import { Field } from "../../parts/fields.js";
import { Form, useForm } from "../../parts/form.js";
import { attempted, toast } from "../../parts/toast.js";
import { Icon } from "../../page/states.js";
import { Time } from "../../page/times.js";
import { Failure, Waiting } from "../shared/heading.js";

const [SOON, LATER] = [5000, 15000];
const STATES = {
  waiting_for_dns: ["Waiting for DNS", "idle", "Make these records where the DNS of the domain is looked after. They are found by themselves, mostly within minutes."],
  certificate: ["Getting its certificate", "maintenance", "The domain is yours. Its certificate comes by itself as soon as visitors are led here, mostly within minutes."],
  live: ["Live", "ok", "Your page is there, and all links, mails and feeds lead there. Keep both records."],
  broken: ["Broken", "major", "Links lead to your other address until this is mended. It is looked at again by itself."],
};

const Copied = ({ label, text }) => html`<div class="copied"><code dir="ltr">${text}</code><button type="button" class="button small" aria-label="Copy: ${label}" onClick=${() => copy(text)}>Copy</button></div>`;

const Record = ({ record: { type, name, value, purpose } }) => html`
  <li class="snippet"><h3>${type} record</h3><p class="hint">${purpose}</p>
    <dl class="record"><div><dt>Name</dt><dd><${Copied} label="name of the ${type} record" text=${name} /></dd></div><div><dt>Value</dt><dd><${Copied} label="value of the ${type} record" text=${value} /></dd></div></dl>
  </li>`;

async function remove({ host }, reload) {
  const text = html`<p>Your page is at its other address at once, and links to ${host} stop working. Anybody who can prove the name may use it then.</p><p>Take both records out of your DNS, too.</p>`;
  if (!(await confirmed({ title: `Remove ${host}?`, text, action: "Remove domain" }))) return;
  if (await attempted(() => api.delete(`/api/hosts/${host}`))) toast(`${host} is removed`);
  reload();
}

async function check({ host }, reload) {
  if (await attempted(() => api.post(`/api/hosts/${host}/check`, {}))) toast("Its DNS is looked at within a minute");
  reload();
}

const Domain = ({ item, reload }) => {
  const [word, tone, text] = STATES[item.state] ?? STATES.waiting_for_dns;
  return html`
    <section class="panel" aria-label=${item.host}>
      <h2 dir="ltr">${item.state === "live" ? html`<a href=${item.url}>${item.host}</a>` : item.host}</h2>
      <p><span role="status"><span class="state tone-${tone}"><${Icon} tone=${tone} />${word}</span></span>${item.checked_at && html` <span class="hint">Looked at <${Time} at=${item.checked_at} /></span>`}</p>
      ${item.problem && html`<p class="notice">${item.problem}</p>`}
      <p>${text}</p>
      <ul class="snippets records">${item.records.map((record) => html`<${Record} key=${record.type} record=${record} />`)}</ul>
      ${item.records.some(({ type }) => type === "CNAME") && html`<p class="hint">At the top of a domain, such as example.com, DNS allows no CNAME record: use what your provider calls ALIAS or ANAME.</p>`}
      <div class="actions">
        <button type="button" class="button" onClick=${() => check(item, reload)}>Check now</button>
        <button type="button" class="button quiet danger" onClick=${() => remove(item, reload)}>Remove domain</button>
      </div>
    </section>`;
};

const wrong = ({ host }) => (/^[^\s/:@*]+\.[^\s/:@*]+$/.test(host.trim()) ? {} : { host: "must be the name alone, such as status.example.com" });

function Add({ reload }) {
  const form = useForm({ initial: { host: "" }, check: wrong, submit: async ({ host }) => {
    await api.post("/api/hosts", { host: host.trim() });
    reload();
  } });
  return html`
    <section class="panel"><h2>A domain of your own</h2>
      <p>Your page can be at a name such as <code>status.example.com</code>, with a certificate that comes and is renewed by itself.</p>
      <${Form} form=${form} action="Add domain"><${Field} form=${form} name="host" label="Domain" hint="A name that your page alone uses." spellcheck=${false} autocapitalize="off" autocomplete="off" inputmode="url" dir="ltr" maxlength="300" /><//>
    </section>`;
}

const Addresses = ({ addresses: [first, ...others] }) => html`
  <section class="panel"><h2>Where your page is</h2>
    <${Copied} label="address of the page" text=${first} />
    ${others.length > 0 && html`<p class="hint">Also at</p><ul class="addresses">${others.map((each) => html`<li key=${each}><a href=${each} dir="ltr">${each}</a></li>`)}</ul>`}
  </section>`;

/** {answer, problem, reload}; read again now and then, and every few seconds while something is under way. */
function useHosts() {
  const [{ answer, problem }, set] = useState({});
  const reload = () => api.get("/api/hosts").then((found) => set({ answer: found }), (wrong) => set((before) => ({ ...before, problem: wrong })));
  const isUnderWay = answer?.items.some(({ state, next_check_at: next }) => state !== "live" && next);
  useEffect(() => {
    reload();
    const ticking = setInterval(() => document.hidden || reload(), isUnderWay ? SOON : LATER);
    return () => clearInterval(ticking);
  }, [isUnderWay]);
  return { answer, problem, reload };
}

export function DomainSettings() {
  const { answer, problem, reload } = useHosts();
  if (!answer) return problem ? html`<${Failure} problem=${problem} retry=${reload} />` : html`<${Waiting} />`;
  return html`
    <${Addresses} addresses=${answer.addresses} />
    ${answer.items.map((item) => html`<${Domain} key=${item.host} item=${item} reload=${reload} />`)}
    ${!answer.items.length && html`<${Add} reload=${reload} />`}`;
}
