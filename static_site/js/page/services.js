// The services of a page, by category.
import { html } from "../../vendor/preact.js";
import { OPEN_GROUPS_UP_TO } from "../facts/page.js";
import { Icon, highlighting, serviceTone, serviceWord, severity } from "./states.js";

const ServiceState = ({ status }) => html`<span class="state tone-${serviceTone(status)}"><${Icon} tone=${serviceTone(status)} /><span dir="auto">${serviceWord(status)}</span></span>`;

const Row = ({ service }) => html`
  <li class="service" ref=${highlighting(service.version)}>
    <div><span class="service-name" dir="auto">${service.name}</span>${service.description && html`<p class="service-about" dir="auto">${service.description}</p>`}</div>
    <${ServiceState} ...${service} />
  </li>`;

const Rows = ({ services }) => html`<ul class="services">${services.map((each) => html`<${Row} key=${each.id} service=${each} />`)}</ul>`;

const Group = ({ name, services, open }) => html`
  <details class="group" open=${open}>
    <summary><h3 dir="auto">${name}</h3><span class="group-state"><${ServiceState} ...${services.toSorted((a, b) => severity(b) - severity(a))[0]} /></span></summary>
    <${Rows} services=${services} />
  </details>`;

const place = (categories, name) => (categories.includes(name) ? categories.indexOf(name) : categories.length);
const inOrder = (categories) => ([a], [b]) => place(categories, a) - place(categories, b);

export const Services = ({ services, categories = [] }) => html`
  <section aria-labelledby="services">
    <h2 id="services">Services</h2>
    ${[...Map.groupBy(services, ({ category }) => category)].sort(inOrder(categories)).map(([name, group]) => name
      ? html`<${Group} key=${name} name=${name} services=${group} open=${services.length <= OPEN_GROUPS_UP_TO} />`
      : html`<div class="group" key=""><${Rows} services=${group} /></div>`)}
    ${!services.length && html`<p class="empty">No services are listed yet.</p>`}
  </section>`;
