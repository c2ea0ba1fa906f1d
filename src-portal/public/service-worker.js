/*
 * Keeps the static shell (page, scripts, styles, fonts, icons) so that the portal opens without waiting for the
 * network. Never an answer of /rpc, a file or an event: nothing of a family is ever stored by it.
 */
const CACHE = 'ribambelle-shell-v1'
const KEPT = 80

function isShell(url) {
  return url.pathname.startsWith('/assets/') || /^\/[\w-]+\.(svg|png|webmanifest)$/.test(url.pathname)
}

async function keep(request, response) {
  if (!response.ok) return
  const cache = await caches.open(CACHE)
  await cache.put(request, response)
  const keys = await cache.keys()
  // names of built files change at each version: the oldest ones go
  await Promise.all(keys.slice(0, Math.max(0, keys.length - KEPT)).map((key) => cache.delete(key)))
}

async function shellFirst(event) {
  const kept = await caches.match(event.request)
  if (kept) return kept
  const response = await fetch(event.request)
  event.waitUntil(keep(event.request, response.clone()))
  return response
}

async function pageFirst(event) {
  try {
    const response = await fetch(event.request)
    if (response.ok) event.waitUntil(keep('/', response.clone()))
    return response
  } catch (error) {
    const kept = await caches.match('/')
    if (kept) return kept
    throw error
  }
}

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => {
  const removeOthers = async () => {
    const names = await caches.keys()
    await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)))
    await self.clients.claim()
  }
  event.waitUntil(removeOthers())
})
self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url)
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return
  if (event.request.mode === 'navigate' && !/^\/(rpc|files|events|sync|franceconnect)\//.test(url.pathname)) {
    event.respondWith(pageFirst(event))
  } else if (isShell(url)) {
    event.respondWith(shellFirst(event))
  }
})
