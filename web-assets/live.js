// Refreshes a region when the server says that something changed; says so when it cannot.
(() => {
'use strict'
for (const { id } of document.querySelectorAll('[data-live]')) {
  const region = () => document.getElementById(id)
  let source, timer, banner, known = new Date()
  const stale = (lost) => {
    if (lost && !banner) {
      banner = document.createElement('p')
      banner.className = 'stale'
      banner.setAttribute('role', 'status')
      const at = known.toTimeString().slice(0, 5)
      banner.textContent = region().dataset.stale.replace('{t}', at)
      document.body.append(banner)
    } else if (!lost && banner) {
      banner.remove()
      banner = null
    }
  }
  const refresh = async () => {
    const old = region()
    // Never pull the ground from under somebody who is choosing or typing.
    if (old.querySelector(':checked, :focus')) { timer = setTimeout(refresh, 3000); return }
    try {
      const answer = await fetch(old.dataset.source || location.href, { headers: { 'X-Live': id } })
      if (!answer.ok) throw new Error(answer.status)
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
      const fresh = page.getElementById(id)
      if (fresh && fresh.innerHTML !== old.innerHTML) old.replaceWith(document.adoptNode(fresh))
      known = new Date()
      stale(false)
    } catch { stale(true) }
  }
  const later = () => { clearTimeout(timer); timer = setTimeout(refresh, 200) }
  const listen = () => {
    source = new EventSource(region().dataset.live)
    source.onopen = () => { if (banner) later() }
    source.onmessage = later
    // The browser tries again by itself; the content may still be reachable without the stream.
    source.onerror = () => { if (Date.now() - known > 15000 || !navigator.onLine) later() }
  }
  // A phone in the pocket should not keep a connection; a page that rings must.
  document.addEventListener('visibilitychange', () => {
    if (document.querySelector('[data-alarm]')) return
    source?.close()
    if (!document.hidden) { listen(); later() }
  })
  addEventListener('pagehide', () => source?.close())
  listen()
}
})()
