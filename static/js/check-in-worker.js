// Lets the page at the door of an event be opened again while there is no connection: the newest copy of it, and what
// it is made of. The copy holds names; static/js/bleibe.js deletes it with the list.

const CACHE = "check-in";
const isDoor = (url) => /^\/events\/sessions\/\d+\/check-in\/$/.test(url.pathname);
const PARTS = ["font", "image", "script", "style"];

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (isDoor(url) || PARTS.includes(event.request.destination)) event.respondWith(newest(event.request, url));
});

async function newest(request, url) {
  const cache = await caches.open(CACHE);
  const address = url.pathname;
  try {
    const response = await fetch(request);
    const isWhole = response.ok && !response.redirected;
    if (isWhole) await cache.put(address, response.clone());
    return response;
  } catch (error) {
    const kept = await cache.match(address);
    if (kept) return kept;
    throw error;
  }
}
