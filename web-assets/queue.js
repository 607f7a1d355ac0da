// A report that cannot be sent now is kept on this device, photos and all, and sent once when the
// network is back: its id is made here, so sending it again makes no second case.
(() => {
'use strict'
const bar = document.querySelector('[data-queue]')
if (!bar || !window.indexedDB) return
const { queue: who, ...words } = bar.dataset
const run = async (mode, work) => {
  const base = await new Promise((done, fail) => {
    const ask = indexedDB.open('yilu-reports', 1)
    ask.onupgradeneeded = () => ask.result.createObjectStore('reports', { keyPath: 'id' })
    ask.onsuccess = () => done(ask.result)
    ask.onerror = () => fail(ask.error)
  })
  try {
    return await new Promise((done, fail) => {
      const step = base.transaction('reports', mode)
      const ask = work(step.objectStore('reports'))
      step.oncomplete = () => done(ask.result)
      step.onabort = () => fail(step.error)
    })
  } finally { base.close() }
}
const kept = async () => (await run('readonly', (box) => box.getAll())).filter((one) => one.who === who)
const keep = (one) => run('readwrite', (box) => box.put(one))
const forget = (one) => run('readwrite', (box) => box.delete(one.id))
const uuid7 = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  for (let at = 5, time = Date.now(); at >= 0; at--, time = Math.floor(time / 256)) bytes[at] = time % 256
  bytes[6] = bytes[6] & 15 | 112
  bytes[8] = bytes[8] & 63 | 128
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
const line = (text, href) => {
  const p = document.createElement('p'), a = document.createElement(href ? 'a' : 'span')
  a.textContent = text
  if (href) a.href = href
  p.append(a)
  bar.append(p)
}
const done = []
const show = (waiting, note) => {
  bar.hidden = !waiting.length && !done.length
  bar.replaceChildren()
  for (const [text, href] of done) line(text, href)
  if (!waiting.length) return
  line(words.waiting.replace('{n}', waiting.length))
  for (const one of waiting) line(one.fault ? `${one.title} ${words.fault}` : one.title, one.fault && `/report/${one.id}`)
  if (note) line(note, note === words.sign && `/sign-in?next=${encodeURIComponent(location.pathname)}`)
}
const send = async (one) => {
  let answer
  if (one.fault) {
    // Its words and photos are with the server, for its sender to mend.
    answer = await fetch(`/cases/${one.id}/sent`)
    if (!answer.ok) return
  } else {
    const form = new FormData()
    form.set('id', one.id)
    for (const [name, value] of one.fields) form.append(name, value)
    answer = await fetch('/report/details', { method: 'POST', body: form })
    if (answer.url.endsWith('/check')) {
      answer = await fetch(`/report/${one.id}/send`, { method: 'POST', body: new URLSearchParams({ join: 'auto' }) })
    }
  }
  if (answer.ok && answer.url.endsWith('/sent')) {
    await forget(one)
    done.push([`${words.sent} ${one.title}`, `/cases/${one.id}`])
  } else if (answer.status < 500 && answer.status !== 429 && !answer.url.includes('/sign-in')) {
    await keep({ ...one, fault: true })
  }
}
const flush = async () => {
  const waiting = await kept()
  show(waiting)
  if (!waiting.length || !navigator.onLine) return
  try {
    // Whoever is signed in by now must be who wrote them.
    const page = await (await fetch('/cases/mine', { cache: 'no-store' })).text()
    if (!page.includes(`data-queue="${who}"`)) return show(waiting, words.sign)
    show(waiting, words.sending)
    for (const one of waiting) await send(one)
    show(await kept())
  } catch {
    show(await kept(), words.later)
  }
}
// Two open pages take turns.
const alone = () => navigator.locks ? navigator.locks.request('yilu-reports', flush) : flush()
document.addEventListener('submit', async (event) => {
  const form = event.target
  if (navigator.onLine || form.getAttribute('action') !== '/report/details') return
  event.preventDefault()
  const fields = [...new FormData(form)].filter(([name, value]) => name !== 'id' && !(value instanceof File && !value.size))
  const title = (fields.find(([name, value]) => name === 'text' && value) || ['', words.nameless])[1].slice(0, 30)
  try {
    await keep({ id: uuid7(), who, title, fields })
    if (form.dataset.draft) localStorage.removeItem('draft:' + form.dataset.draft)
    form.replaceChildren(Object.assign(document.createElement('p'), { className: 'flash g', textContent: words.kept }))
    scrollTo(0, 0)
    alone()
  } catch {
    bar.hidden = false
    line(words.full)
  }
}, true)
addEventListener('online', alone)
alone()
})()
