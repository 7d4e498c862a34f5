// For integrators: the bare protocol, without the client library, so that what is shown is what is sent.
import { html, render } from "../vendor/preact.js";
import { useEffect, useReducer, useRef, useState } from "../vendor/hooks.js";

const KEPT = 100;
const RETRY = [1000, 2000, 4000, 8000];
const CLOCK = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });

const url = () => new URL(document.querySelector("meta[name=allclear-live]")?.content ?? "/live", location).href.replace(/^http/, "ws");

/** A socket that comes back until it is closed by hand. */
function useSocket(onMessage) {
  const socket = useRef(null);
  const wanted = useRef(false);
  const retries = useRef(0);
  const [state, setState] = useState("closed");
  const open = () => {
    wanted.current = true;
    setState("connecting");
    const opened = (socket.current = new WebSocket(url()));
    opened.onopen = () => {
      retries.current = 0;
      setState("open");
    };
    opened.onmessage = ({ data }) => onMessage(JSON.parse(data));
    opened.onclose = () => {
      if (opened !== socket.current) return;
      if (!wanted.current) return setState("closed");
      setState("reconnecting");
      setTimeout(() => wanted.current && open(), RETRY[Math.min(retries.current++, RETRY.length - 1)] * (0.5 + Math.random() / 2));
    };
  };
  const close = () => {
    wanted.current = false;
    socket.current?.close();
  };
  const drop = () => socket.current?.close();
  const send = (message) => socket.current?.send(JSON.stringify(message));
  return { state, open, close, drop, send };
}

const logged = (log, entry) => (entry ? [{ ...entry, key: (log[0]?.key ?? 0) + 1, at: Date.now() }, ...log].slice(0, KEPT) : []);

/** How long a frame took since what it tells happened; by the clocks of two machines. */
const latency = ({ message, at }) => (message.occurred_at ? Math.max(0, at - Date.parse(message.occurred_at)) : undefined);

const Entry = ({ entry }) => html`
  <li><details>
    <summary><span class="way">${entry.sent ? "→ sent" : "← frame"}</span><span class="name">${entry.message.event ?? entry.message.action}${entry.message.version !== undefined && ` (version ${entry.message.version})`}</span>
      <span class="timing">${latency(entry) !== undefined && `${latency(entry)} ms, `}${entry.took !== undefined && `${entry.took} ms there and back, `}<time datetime=${new Date(entry.at).toISOString()}>${CLOCK.format(entry.at)}</time></span></summary>
    <pre>${JSON.stringify(entry.message, null, 2)}</pre>
  </details></li>`;

const WORDS = { closed: "Not connected", connecting: "Connecting…", open: "Connected", reconnecting: "Reconnecting…" };
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

function Summary({ state, log }) {
  const frames = log.filter(({ message }) => message.occurred_at);
  return html`
    <dl class="facts-row">
      <div><dt>Connection</dt><dd><span class="connection is-${state === "open" ? "live" : state}" role="status">${WORDS[state]}</span></dd></div>
      <div><dt>Address</dt><dd>${url()}</dd></div>
      <div><dt>Frames</dt><dd>${frames.length}</dd></div>
      <div><dt>Latency, median</dt><dd>${frames.length ? `${median(frames.map(latency))} ms` : "–"}</dd></div>
    </dl>`;
}

function Test() {
  const [log, note] = useReducer(logged, []);
  const [tenant, setTenant] = useState("demo-org");
  const pinged = useRef(0);
  const subscribed = useRef(new Set());
  const heard = (message) => {
    note({ message, took: message.event === "pong" ? Date.now() - pinged.current : undefined });
    if (message.event === "error" && message.code === "unknown_tenant") subscribed.current.delete(tenant);
  };
  const socket = useSocket((message) => latest.current(message));
  const latest = useRef();
  latest.current = heard;
  const say = (message) => {
    socket.send(message);
    note({ message, sent: true });
  };
  useEffect(() => {
    if (socket.state === "open") for (const id of subscribed.current) say({ action: "subscribe_organization", tenant_id: id });
  }, [socket.state]);
  const isOpen = socket.state === "open";
  const subscribe = (event) => {
    event.preventDefault();
    if (!isOpen || !tenant.trim()) return;
    subscribed.current.add(tenant.trim());
    say({ action: "subscribe_organization", tenant_id: tenant.trim() });
  };
  const unsubscribe = () => {
    subscribed.current.delete(tenant.trim());
    say({ action: "unsubscribe_organization", tenant_id: tenant.trim() });
  };
  const ping = () => {
    pinged.current = Date.now();
    say({ action: "ping" });
  };
  return html`
    <p class="actions">
      ${socket.state === "closed" ? html`<button class="button primary" onClick=${socket.open}>Connect</button>` : html`<button class="button" onClick=${socket.close}>Disconnect</button>`}
      <button class="button" disabled=${!isOpen} onClick=${ping}>Ping</button>
      <button class="button" disabled=${!isOpen} onClick=${socket.drop}>Drop the connection</button>
    </p>
    <form class="talk" onSubmit=${subscribe}>
      <div class="field"><label for="tenant">Page</label><p class="hint" id="tenant-hint">An organization’s id, or the address of its page.</p>
        <input id="tenant" aria-describedby="tenant-hint" value=${tenant} onInput=${({ target }) => setTenant(target.value)} autocapitalize="none" spellcheck=${false} /></div>
      <div class="actions"><button class="button primary" disabled=${!isOpen}>Subscribe</button><button type="button" class="button" disabled=${!isOpen} onClick=${unsubscribe}>Unsubscribe</button></div>
    </form>
    <${Summary} state=${socket.state} log=${log} />
    <section aria-labelledby="log-title">
      <div class="actions"><h2 id="log-title">Messages</h2>${log.length > 0 && html`<button class="button small" onClick=${() => note(null)}>Clear</button>`}</div>
      ${log.length ? html`<ol class="log">${log.map((entry) => html`<${Entry} key=${entry.key} entry=${entry} />`)}</ol>` : html`<p class="empty">Nothing yet. Connect, subscribe, then change something on the page.</p>`}
    </section>`;
}

render(html`<${Test} />`, document.getElementById("websocket-test"));
