// Caches the shell, so that a second visit needs no network for it. Registered only with ?sw=1.

const SHELL = ["/?sw=1", "/_demo/style.css", "/_demo/x.js", "/_demo/instagram.js"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open("shell").then((cache) => cache.addAll(SHELL)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { mode, method } = event.request;
  if (mode !== "navigate" || method !== "GET") return;
  event.respondWith(caches.match("/?sw=1").then((shell) => shell ?? fetch(event.request)));
});
