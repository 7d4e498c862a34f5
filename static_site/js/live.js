// Live updates of a status page, for pages and integrators; docs/decisions/0012-live-client.md says how.
import { Sequence } from "./live/frames.js";

export { apply } from "./live/frames.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const POLL_AFTER_FAILURES = 3;
const LONGEST_PAUSE = 30 * SECOND;
const CONNECT_WITHIN = 10 * SECOND;
const ANSWER_WITHIN = 5 * SECOND;
const SLEPT = 90 * SECOND;

const between = (low, high) => low + Math.random() * (high - low);
const backoff = (attempt) => between(0.5, 1) * Math.min(LONGEST_PAUSE, SECOND * 2 ** attempt);

export class LiveClient extends EventTarget {
  #subscriptions = new Map();
  #socket = null;
  #candidate = null; // becomes #socket once subscribed, so that a renewal makes before it breaks
  #running = null;
  #failures = 0;
  #retry = 0;
  #polling = 0;
  #deadline = 0;
  #openedAt = 0;
  #lifetime = 0;
  #contact = Date.now();
  #ticked = Date.now();
  #shown = "connecting";

  constructor({ url, documents = "" } = {}) {
    super();
    const elsewhere = document.querySelector("meta[name=allclear-live]")?.content;
    this.url = url ?? new URL(elsewhere ?? "/live", location).href.replace(/^http/, "ws");
    this.documents = documents;
  }

  connect() {
    if (this.#running) return;
    this.#running = new AbortController();
    const { signal } = this.#running;
    const wake = () => document.hidden || this.check();
    document.addEventListener("visibilitychange", wake, { signal });
    for (const event of ["online", "offline"]) addEventListener(event, wake, { signal });
    const ticking = setInterval(() => this.#tick(), SECOND);
    signal.addEventListener("abort", () => clearInterval(ticking));
    this.#open();
  }

  close() {
    this.#running?.abort();
    this.#running = null;
    for (const timer of [this.#retry, this.#polling, this.#deadline]) clearTimeout(timer);
    this.#polling = 0;
    for (const socket of [this.#socket, this.#candidate]) if (socket) this.#drop(socket);
  }

  subscribe(tenant, version) {
    this.#subscriptions.set(tenant, { tenant, slug: tenant, order: new Sequence(version), fetching: false });
    this.#ask(this.#socket, "subscribe_organization", tenant);
  }

  unsubscribe(tenant) {
    this.#subscriptions.delete(tenant);
    this.#ask(this.#socket, "unsubscribe_organization", tenant);
  }

  /** Tries the connection at once, and catches up: subscribing again tells the newest version. */
  check() {
    if (this.#socket) this.#probe(() => this.#subscribeAll(this.#socket));
    else if (!this.#candidate && this.#running) this.#open();
  }

  #open() {
    clearTimeout(this.#retry);
    const socket = new WebSocket(this.url);
    this.#candidate = socket;
    const late = setTimeout(() => this.#drop(socket), CONNECT_WITHIN);
    socket.onopen = () => (this.#subscriptions.size ? this.#subscribeAll(socket) : this.#adopt(socket));
    socket.onmessage = ({ data }) => this.#hear(socket, data);
    socket.onclose = () => {
      clearTimeout(late);
      this.#lost(socket);
    };
    socket.adopted = () => clearTimeout(late);
  }

  /** Forgets a socket now: a dead one takes minutes to close. */
  #drop(socket) {
    const { onclose } = socket;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
    onclose?.();
  }

  #adopt(socket) {
    if (socket !== this.#candidate) return;
    const renewed = this.#socket;
    this.#candidate = null;
    this.#socket = socket;
    socket.adopted();
    this.#failures = 0;
    this.#openedAt = Date.now();
    this.#lifetime = between(100, 115) * MINUTE; // API Gateway allows two hours
    clearTimeout(this.#polling);
    this.#polling = 0;
    if (renewed) this.#drop(renewed);
    else this.#emit("connect");
    this.#show("live");
  }

  #lost(socket) {
    if (socket === this.#socket) {
      this.#socket = null;
      this.#answered();
      this.#emit("disconnect");
    } else if (socket === this.#candidate) {
      this.#candidate = null;
      this.#openedAt += 5 * MINUTE; // until a failed renewal is tried again
    }
    if (!this.#socket && !this.#candidate && this.#running) this.#tryLater();
  }

  #tryLater() {
    this.#failures++;
    this.#retry = setTimeout(() => this.#candidate || this.#open(), backoff(this.#failures));
    if (this.#failures >= POLL_AFTER_FAILURES) this.#polling ||= setTimeout(() => this.#poll());
    else if (this.#shown === "live") this.#show("reconnecting");
  }

  #hear(socket, text) {
    this.#contact = Date.now();
    this.#answered();
    const message = JSON.parse(text);
    const { event, tenant_id: id, slug, version } = message;
    const subscription = [...this.#subscriptions.values()].find((each) => [each.id, id, slug].includes(each.tenant) || each.id === id);
    if (event === "error") this.#emit("error", message);
    if (!subscription || version === undefined) return;
    if (event === "subscribed") {
      Object.assign(subscription, { id, slug: slug ?? subscription.slug });
      subscription.order.announce(version);
      this.#adopt(socket);
    } else {
      subscription.slug = message.data.organization?.slug ?? subscription.slug;
      this.#deliver(subscription, subscription.order.take(message));
    }
    this.#catchUp(subscription);
  }

  #deliver({ tenant }, frames) {
    for (const frame of frames) this.#emit("frame", { tenant, frame });
  }

  /** Waits first: the frame may be on its way, and not all should fetch at once. */
  async #catchUp(subscription) {
    if (subscription.fetching) return;
    subscription.fetching = true;
    for (let attempt = 0; subscription.order.behind && this.#running; attempt++) {
      await new Promise((resume) => setTimeout(resume, attempt ? backoff(attempt) : between(0, SECOND / 2)));
      if (subscription.order.behind) await this.#refetch(subscription, `?version=${subscription.order.wanted}`).catch(() => {});
    }
    subscription.fetching = false;
  }

  async #refetch(subscription, query = "") {
    const headers = subscription.etag && !query ? { "If-None-Match": subscription.etag } : {};
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), ANSWER_WITHIN);
    const answer = await fetch(`${this.documents}/api/status/${subscription.slug}${query}`, { headers, signal: late.signal });
    clearTimeout(timer);
    if (answer.status !== 304 && !answer.ok) throw new Error(`the document answered ${answer.status}`);
    this.#contact = Date.now();
    if (answer.status === 304) return;
    const document = await answer.json();
    subscription.etag = answer.headers.get("ETag");
    const following = subscription.order.restart(document.version);
    if (!following) return;
    this.#emit("resync", { tenant: subscription.tenant, document, answer });
    this.#deliver(subscription, following);
  }

  async #poll() {
    const fetched = await Promise.allSettled([...this.#subscriptions.values()].map((each) => this.#refetch(each)));
    if (this.#socket || !this.#running) return;
    const isReached = fetched.some(({ status }) => status === "fulfilled");
    this.#show(!isReached ? "offline" : this.#failures < POLL_AFTER_FAILURES ? "reconnecting" : "polling");
    this.#polling = setTimeout(() => this.#poll(), between(10, 20) * SECOND);
  }

  #tick() {
    const now = Date.now();
    const slept = now - this.#ticked > SLEPT;
    this.#ticked = now;
    if (slept) return this.check();
    if (!this.#socket || this.#candidate) return;
    if (now - this.#openedAt > this.#lifetime) this.#open();
    else if (!this.#deadline && Math.abs(now - this.#contact) > (document.hidden ? 4.5 * MINUTE : 8 * SECOND)) this.#probe(() => this.#ask(this.#socket, "ping"));
  }

  /** Without an answer it also tries the document: both dead is offline, within 20 seconds. */
  #probe(ask) {
    const socket = this.#socket;
    this.#deadline ||= setTimeout(() => {
      this.#polling ||= setTimeout(() => this.#poll());
      this.#drop(socket);
    }, ANSWER_WITHIN);
    ask();
  }

  #answered() {
    clearTimeout(this.#deadline);
    this.#deadline = 0;
  }

  #subscribeAll(socket) {
    for (const tenant of this.#subscriptions.keys()) this.#ask(socket, "subscribe_organization", tenant);
  }

  #ask(socket, action, tenant) {
    if (socket?.readyState === 1) socket.send(JSON.stringify({ action, tenant_id: tenant }));
  }

  #show(state) {
    if (state === this.#shown) return;
    this.#shown = state;
    this.#emit("state", { state, since: new Date(this.#contact) });
  }

  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
