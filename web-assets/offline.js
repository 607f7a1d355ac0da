// Keeps two pages usable without a network: the one that shows a pass and the one that checks passes.
// Nothing else goes through here, and neither page says anything of anybody. FILES, written before
// this by the server, names what they load by content; this text changes with them, so that the
// browser fetches the new ones before it lets the old ones go.
const CACHE = 'yilu-passes ' + FILES.join(' ')
const PAGES = ['/passes/show', '/gate']
const MORE = ['/gate/manifest.webmanifest', '/favicon.ico']
const page = () => new URL(registration.scope).pathname
// In the language of the page that registered this, whatever the browser asks for by itself.
const lang = new URL(location).searchParams.get('lang') === 'en' ? 'en' : 'zh-CN'
// One copy of each: what a page would vary by (its reader) is chosen when it is fetched.
const kept = (cache, url) => cache.match(url.pathname, { ignoreVary: true })
const spoken = (path) => new Request(path, { headers: { 'Accept-Language': lang }, redirect: 'manual' })
self.addEventListener('install', (event) => event.waitUntil((async () => {
  const cache = await caches.open(CACHE)
  await cache.addAll([spoken(page()), ...FILES, ...MORE.map(spoken)])
  await self.skipWaiting()
})()))
self.addEventListener('activate', (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) {
    if (name.startsWith('yilu-passes ') && name !== CACHE) await caches.delete(name)
  }
  await self.clients.claim()
})()))
// A page comes from the network when that answers within two seconds, so that language and version
// are the reader's; else from here. What is named by content comes from here at once.
const fresh = async (request, cache) => {
  const late = new Promise((_, fail) => setTimeout(fail, 2000))
  try {
    const answer = await Promise.race([fetch(spoken(request.url)), late])
    if (answer.ok && !answer.redirected) await cache.put(new URL(request.url).pathname, answer.clone())
    return answer
  } catch {
    return await kept(cache, new URL(request.url)) || Response.error()
  }
}
self.addEventListener('fetch', (event) => {
  const { request } = event, url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== location.origin) return
  if (PAGES.includes(url.pathname)) {
    event.respondWith(caches.open(CACHE).then((cache) => fresh(request, cache)))
  } else if (FILES.includes(url.pathname) || MORE.includes(url.pathname)) {
    event.respondWith(caches.open(CACHE).then(async (cache) => await kept(cache, url) || fetch(request)))
  }
})
