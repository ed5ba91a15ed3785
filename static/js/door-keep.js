// Keeps the door's page in the telephone for the evening, and lets it go afterwards.
"use strict";

const doorShelf = `door-${doorPage.dataset.door}-${doorPage.dataset.until}`;
const doorEnds = doorPage.dataset.until * 1000;
const mayKeep = Boolean(window.caches && navigator.serviceWorker) && Date.now() < doorEnds;

async function keepDoor() {
  if (!mayKeep) return;
  const until = doorPage.dataset.until;
  await navigator.serviceWorker.register(`${doorHere}/worker.js?until=${until}`, { scope: doorHere });
  const parts = document.querySelectorAll("link[rel=stylesheet], link[rel=preload], link[rel=icon], script[src], use");
  const files = Array.from(parts, (part) => (part.getAttribute("href") ?? part.getAttribute("src")).split("#")[0]);
  const shelf = await caches.open(doorShelf);
  await shelf.addAll([doorHere, ...new Set(files)]);
  document.documentElement.dataset.kept = "yes";
  setTimeout(() => location.assign("/desk/"), Math.min(doorEnds - Date.now(), 2 ** 31 - 1));
}

// How it stood when the server was last heard, for a page that is opened again without network.
async function remember(told) {
  if (mayKeep) await (await caches.open(doorShelf)).put(`${doorHere}/state`, Response.json(told));
}

async function recall() {
  const kept = mayKeep ? await (await caches.open(doorShelf)).match(`${doorHere}/state`) : undefined;
  return kept?.json();
}

keepDoor().catch(() => undefined);
