// Being told by the browser itself, also when no window of the page is open (static_site/push.js shows it then).

const isAble = () => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

/** The key that messages are signed by; undefined where there is no being told by the browser. */
export async function keyOfPush() {
  if (!isAble()) return undefined;
  const answer = await fetch("/api/push/public-key").catch(() => ({}));
  return answer.ok ? (await answer.json()).public_key : undefined;
}

// The one address that scripts of the page may be loaded from besides imports: docs/decisions/0110-being-told-by-the-browser.md.
const WORKER = "/push.js";
let policy;
function worker() {
  policy ??= window.trustedTypes?.createPolicy("push", { createScriptURL: () => WORKER }) ?? { createScriptURL: () => WORKER };
  return policy.createScriptURL("");
}

/** A browser takes subscriptions only for a worker that is active. */
const activated = (registration) => new Promise((done) => {
  const starting = registration.installing ?? registration.waiting;
  if (registration.active || !starting) done(registration);
  else starting.addEventListener("statechange", () => registration.active && done(registration));
});

/** Each page has a worker of its own, and so an address of its own that ends alone. */
async function subscribed(scope, key) {
  const registration = await activated(await navigator.serviceWorker.register(worker(), { scope }));
  const options = { userVisibleOnly: true, applicationServerKey: key };
  try {
    return await registration.pushManager.subscribe(options);
  } catch (error) {
    if (error.name !== "InvalidStateError") throw error; // the key of an earlier installation
    await (await registration.pushManager.getSubscription())?.unsubscribe();
    return registration.pushManager.subscribe(options);
  }
}

/** Keeps what was sent, for the day when the browser replaces its address (static_site/push.js). */
export async function keepChoice(scope, { subscription, ...choice }) {
  await (await caches.open("push")).put(new URL(scope, location.href).href, new Response(JSON.stringify(choice))).catch(() => {});
}

/** {subscription} as the API takes it, or {refusal}: a sentence. Asks the person. `scope` is whose worker it is. */
export async function askBrowser(scope, key) {
  if ((await Notification.requestPermission()) !== "granted")
    return { refusal: "This browser does not let the page tell you: allow notifications for this site in its settings, then try again." };
  try {
    const { endpoint, keys } = (await subscribed(scope, key)).toJSON();
    return { subscription: { endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } } };
  } catch {
    return { refusal: "This browser cannot be told right now: its maker’s push service did not answer. Try again, or choose another way." };
  }
}
