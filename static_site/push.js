// The service worker of a page: shows what is pushed to this browser, and opens what it is about, also when no window is open.
// It answers no request: pages are loaded as if it were not there.

/** {title, body, url, tag, icon} as the server sends it; a browser wants something shown for every message. */
function read(data) {
  try {
    return data.json();
  } catch {
    return {};
  }
}

/** Only pages of our own are opened. */
function addressOf(url) {
  const own = new URL(self.registration.scope);
  try {
    const address = new URL(url ?? own, own);
    const below = /\/((incidents|maintenance)\/[\w-]+)$/.exec(address.pathname)?.[1] ?? "";
    return address.origin === own.origin ? address.href : new URL(below, own).href; // the page may have another host by now
  } catch {
    return own.href;
  }
}

self.addEventListener("push", (event) => {
  const { title = "Something changed on a status page", body = "", url, tag, icon } = read(event.data);
  event.waitUntil(self.registration.showNotification(title, { body, tag, icon, renotify: Boolean(tag), data: { url: addressOf(url) } }));
});

async function opened(address) {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = windows.find(({ url }) => url === address);
  return there ? there.focus() : self.clients.openWindow(address);
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(opened(event.notification.data.url));
});

/** What was chosen when this browser subscribed; js/page/subscribe/push.js keeps it. */
async function chosen() {
  const kept = await (await self.caches.open("push")).match(self.registration.scope);
  return kept?.json();
}

/** A browser may replace its address by itself: the new one is told of the same things. */
async function subscribeAgain({ oldSubscription, newSubscription }) {
  const choice = await chosen();
  const renewed = newSubscription ?? (oldSubscription && (await self.registration.pushManager.subscribe(oldSubscription.options)));
  if (!choice || !renewed) return;
  const { endpoint, keys } = renewed.toJSON();
  const slug = new URL(self.registration.scope).pathname.split("/")[2];
  const body = JSON.stringify({ ...choice, subscription: { endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } } });
  await fetch(`/api/status/${slug}/subscribers`, { method: "POST", headers: { "Content-Type": "application/json" }, body });
}

self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(subscribeAgain(event)));

// A newer worker has nothing to wait for.
self.addEventListener("install", () => self.skipWaiting());
