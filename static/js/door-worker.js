// Looks after the door's page of one event: when the network is gone the kept page is shown, until the evening is over.
"use strict";

const here = new URL(self.registration.scope).pathname;
const until = Number(new URL(self.location).searchParams.get("until"));
const shelf = `door-${here.match(/\d+/)[0]}-${until}`;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.method !== "GET") return;
  if (event.request.mode === "navigate" && pathname === here) event.respondWith(page(event.request));
  else if (pathname.startsWith("/static/")) event.respondWith(file(event.request));
});

async function page(request) {
  if (Date.now() > until * 1000) await caches.delete(shelf);
  const kept = (await caches.has(shelf)) ? await (await caches.open(shelf)).match(here) : undefined;
  if (!kept) return fetch(request);
  const slow = new Promise((_done, fail) => setTimeout(fail, 5000));
  try {
    return await Promise.race([fetch(request), slow]);
  } catch {
    return kept;
  }
}

async function file(request) {
  return (await caches.match(request)) ?? fetch(request);
}
