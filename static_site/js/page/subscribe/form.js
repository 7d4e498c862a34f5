// Subscribing: how, about what, and what comes next. In a dialog, or on a page of its own.
import { Component, html } from "../../../vendor/preact.js";
import { home } from "../entries.js";
import { Follow } from "./follow.js";
import { askBrowser, keepChoice, keyOfPush } from "./push.js";
import { send } from "./sending.js";
import { WAYS, bodyOf, wrong } from "./ways.js";

const styled = (href) => new Promise((done) => {
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href, onload: done, onerror: done }));
});
await Promise.all(["/css/forms.css", "/css/subscribe.css"].filter((href) => !document.querySelector(`head link[href="${href}"]`)).map(styled));

const Ways = ({ channel, isPushed, choose }) => html`
  <fieldset class="field">
    <legend>How</legend>
    <div class="ways">${Object.entries(WAYS).filter(([each]) => each !== "web_push" || isPushed).map(([each, { name }]) => html`
      <label class="way" key=${each}><input type="radio" name="channel" value=${each} checked=${channel === each} onChange=${() => choose(each)} /><span>${name}</span></label>`)}</div>
  </fieldset>`;

const Address = ({ way: { field, label, placeholder, hint }, values, errors, set }) => html`
  <div class="field">
    <label for="subscribe-${field}">${label}</label>
    ${hint && html`<p class="hint" id="subscribe-hint">${hint}</p>`}
    ${errors[field] && html`<p class="error" id="subscribe-error">${errors[field]}</p>`}
    <input id="subscribe-${field}" type=${field} autocomplete=${field === "email" ? "email" : "off"} spellcheck=${false} maxlength=${field === "email" ? 254 : 2000} placeholder=${placeholder} value=${values[field]}
      aria-invalid=${errors[field] ? "true" : undefined} aria-describedby=${[hint && "subscribe-hint", errors[field] && "subscribe-error"].filter(Boolean).join(" ") || undefined} onInput=${({ target }) => set({ [field]: target.value })} />
  </div>`;

const Feeds = () => html`
  <p>A program of your own reads these whenever it wants to; nobody has to know you.</p>
  <ul class="feeds">
    <li><a href=${home("/history.atom")}>Atom</a> and <a href=${home("/history.rss")}>RSS</a>: incidents and maintenance, for feed readers</li>
    <li><a href=${home("/history.ics")}>Calendar</a>: maintenance, for your calendar to subscribe to</li>
  </ul>`;

const NEXT = {
  email: ({ email }) => html`<p>We have sent a mail to <strong>${email.trim()}</strong>. Open its link to begin: until then, nothing else comes.</p><p class="muted">Nothing there after some minutes? Look among unwanted mail.</p>`,
  web_push: () => html`<p>This browser tells you from now on, also when this page is closed.</p>`,
};
const next = (values) => (NEXT[values.channel] ?? (() => html`<p>${WAYS[values.channel].name} gets a first message now, with a link to change what it is told or to end it.</p>`))(values);

// Also on a page's own host, where nothing is below it: the worker answers no request.
const scopeOf = (slug) => `/status/${slug}/`;

// What was typed outlives a dialog that was closed by a slip, as long as the page does.
let typed = {};

export class Subscribe extends Component {
  state = { channel: "email", email: "", url: "", categories: [], services: [], which: "all", ...typed, about: this.props.incident ? "incident" : typed.about ?? "all", text: "", errors: {} };
  found = (element) => (this.element = element);
  set = (changes) => this.setState(changes);

  async componentDidMount() {
    this.setState({ key: await keyOfPush() });
  }

  /** Focus goes to what is to be read next: the first field that is wrong, or what comes next. */
  componentDidUpdate(_, before) {
    const { channel, email, url, about, categories, services, which, isDone } = this.state;
    typed = isDone ? {} : { channel, email, url, categories, services, which, ...(about !== "incident" && { about }) };
    if (before.errors !== this.state.errors) this.element.querySelector("[aria-invalid], [role=alert], [aria-describedby=follow-error] input:checked")?.focus();
    if (!before.isDone && this.state.isDone) this.element.querySelector("h3").focus();
  }

  submit = async (event) => {
    event.preventDefault();
    if (this.state.isSending) return;
    const errors = wrong(this.state);
    if (Object.keys(errors).length) return this.setState({ errors });
    this.setState({ isSending: true });
    this.setState({ isSending: false, ...(await this.sent()) });
  };

  async sent() {
    const { page, incident } = this.props;
    const { slug } = page.organization;
    const { subscription, refusal } = this.state.channel === "web_push" ? await askBrowser(scopeOf(slug), this.state.key) : {};
    if (refusal) return { errors: { "": refusal } };
    const body = bodyOf(this.state, page, incident, subscription);
    const { errors } = await send(slug, body);
    if (errors) return { errors };
    if (subscription) await keepChoice(scopeOf(slug), body);
    return { isDone: true, errors: {} };
  }

  render({ page, incident, close }, { channel, errors, isSending, isDone, key }) {
    const way = WAYS[channel];
    if (isDone) return html`<div class="form" ref=${this.found}><h3 tabindex="-1">${channel === "email" ? "One more step" : "Done"}</h3>${next(this.state)}<div class="actions"><button type="button" class="button primary" onClick=${close}>Close</button></div></div>`;
    return html`
      <form class="form" ref=${this.found} onSubmit=${this.submit} novalidate>
        ${errors[""] && html`<p class="problem" role="alert" tabindex="-1">${errors[""]}</p>`}
        <${Ways} channel=${channel} isPushed=${Boolean(key)} choose=${(each) => this.setState({ channel: each, errors: {} })} />
        ${channel === "feeds" ? html`<${Feeds} />` : html`
          ${channel === "web_push" && html`<p>Your browser asks whether it may show notifications. It tells you also when this page is closed.</p>`}
          ${way.field && html`<${Address} key=${channel} way=${way} values=${this.state} errors=${errors} set=${this.set} />`}
          <${Follow} page=${page} incident=${incident} values=${this.state} errors=${errors} set=${this.set} />`}
        <div class="actions">
          ${channel !== "feeds" && html`<button class="button primary" aria-disabled=${isSending}>${isSending ? "Subscribing…" : incident ? "Follow" : "Subscribe"}</button>`}
          <button type="button" class="button" onClick=${close}>${channel === "feeds" ? "Close" : "Cancel"}</button>
        </div>
      </form>`;
  }
}
