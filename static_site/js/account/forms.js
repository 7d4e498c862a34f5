// The forms to sign in and to make an organization by, on pages of their own and inside others.
import { html } from "../../vendor/preact.js";
import { useEffect, useState } from "../../vendor/hooks.js";
import { api } from "../api.js";
import { Field, Form, required, useForm } from "../parts/form.js";
import { choose, entered, returnPath } from "./session.js";

export const anonymously = { anonymous: true };
const signIn = async (email, password) => entered(await api.post("/api/auth/sign-in", { email, password }, anonymously));

/** The ways to sign in here; a provider that pages know no client of is for programs: decision 0018. */
async function providers() {
  const { providers: listed } = await api.get("/api/auth/config", anonymously);
  return listed.filter(({ type, client_id: id }) => type === "embedded" || id);
}

const SHORTEST = 10;

export const wrongEmail = (email) => (/^[^@\s]+@[^@\s]+\.[^@\s.]{2,}$/.test(email.trim()) ? "" : "Enter an email address, such as name@example.com");
export const wrongPassword = (password) => (password.length >= SHORTEST ? "" : `Choose a password of at least ${SHORTEST} characters`);

export const EmailField = ({ form, ...rest }) => html`<${Field} form=${form} name="email" label="Email address" type="email" autocomplete="username" spellcheck="false" ...${rest} />`;

export function PasswordField({ form, name = "password", label = "Password", ...rest }) {
  const [isShown, show] = useState(false);
  const toggle = html`<label class="choice"><input type="checkbox" checked=${isShown} onChange=${() => show(!isShown)} /> Show password</label>`;
  return html`<${Field} form=${form} name=${name} label=${label} type=${isShown ? "text" : "password"} autocomplete="current-password" after=${toggle} ...${rest} />`;
}

export function SignInForm({ onEntered, email = "" }) {
  const form = useForm({
    initial: { email, password: "" },
    check: ({ email, password }) => ({ email: wrongEmail(email), password: required("your password")(password) }),
    submit: async ({ email, password }) => onEntered(await signIn(email.trim(), password)),
  });
  return html`
    <${Form} form=${form} action="Sign in" saving="Signing in…">
      <${EmailField} form=${form} />
      <${PasswordField} form=${form} />
    <//>`;
}

/** Buttons for outside providers, and `children` (a form) when accounts of our own are on. */
export function Ways({ children, back = returnPath() }) {
  const [listed, setListed] = useState([]);
  const [failed, setFailed] = useState("");
  useEffect(() => {
    providers().then(setListed, (problem) => setFailed(problem.message));
  }, []);
  const outside = listed.filter(({ type }) => type !== "embedded");
  const embedded = !listed.length || listed.some(({ type }) => type === "embedded");
  const go = async (provider) => {
    try {
      await (await import("./oidc.js")).begin(provider, back);
    } catch {
      setFailed(`${provider.name} cannot be reached right now. Try again in a moment.`);
    }
  };
  return html`
    ${failed && html`<p class="problem" role="alert">${failed}</p>`}
    ${outside.map((each) => html`<button key=${each.issuer} class="button wide" onClick=${() => go(each)}>Continue with ${each.name}</button>`)}
    ${outside.length > 0 && embedded && html`<p class="or">or</p>`}
    ${embedded && children}`;
}

export const viewerZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const zones = [...new Set(["UTC", viewerZone, ...Intl.supportedValuesOf("timeZone")])];

export const zoneName = (zone) => zone.replaceAll("_", " ");

export const ZoneField = ({ form, hint }) => html`
  <${Field} form=${form} name="time_zone" label="Time zone" hint=${hint} options=${zones.map((zone) => [zone, zoneName(zone)])} />`;

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
    <//>`;
}

const LONGEST = 40;

const slugFrom = (name) =>
  name.normalize("NFKD").replace(/[^\x20-\x7e]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, LONGEST).replace(/^-+|-+$/g, "");

export const wrongSlug = (slug) => {
  if (slug.length < 3 || slug.length > LONGEST) return "Address must have 3 to 40 letters";
  return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug) ? "" : "Address may have small letters, digits, and single hyphens between them";
};

/** Whether some page lives there already, by the live socket, which knows; undefined when it can't be asked. */
function isTaken(slug, signal) {
  const socket = new WebSocket(new URL("/live", location).href.replace(/^http/, "ws"));
  signal.addEventListener("abort", () => socket.close());
  return new Promise((resolve) => {
    socket.onopen = () => socket.send(JSON.stringify({ action: "subscribe_organization", tenant_id: slug }));
    socket.onclose = () => resolve(undefined);
    socket.onmessage = ({ data }) => {
      const { event, code } = JSON.parse(data);
      resolve(event === "subscribed" ? true : code === "unknown_tenant" ? false : undefined);
      socket.close();
    };
  });
}
