// A gate: enrolled once, it decides without a network for a day. What happened waits on the device
// and is uploaded when there is a network; no name and no telephone number ever comes here.
(() => {
'use strict'
const box = document.querySelector('[data-gate]')
const words = JSON.parse(box.dataset.words)
const UPLOAD_MAX = 500, SYNC_MS = 300000, SHOWN_MS = 6000, WRONG_MAX = 5, WRONG_MS = 60000
const make = (tag, text, more) => Object.assign(document.createElement(tag), { textContent: text || '' }, more)
// Opened once: somebody is waiting at the gate.
let opening
const base = () => opening ||= new Promise((done, fail) => {
  const ask = indexedDB.open('yilu-gate', 1)
  ask.onupgradeneeded = () => {
    for (const name of ['facts', 'traces', 'served']) ask.result.createObjectStore(name)
    ask.result.createObjectStore('scans', { keyPath: 'id' })
  }
  ask.onsuccess = () => { ask.result.onclose = () => { opening = null }; done(ask.result) }
  ask.onerror = () => { opening = null; fail(ask.error) }
})
const run = async (names, mode, work) => {
  const open = await base()
  return new Promise((done, fail) => {
    const step = open.transaction(names, mode)
    const ask = work(...names.map((name) => step.objectStore(name)))
    step.oncomplete = () => done(ask?.result)
    step.onabort = () => fail(step.error)
  })
}
const fact = (name) => run(['facts'], 'readonly', (facts) => facts.get(name))
const note = (name, value) => run(['facts'], 'readwrite', (facts) => facts.put(value, name))
const uuid7 = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  for (let at = 5, time = Date.now(); at >= 0; at--, time = Math.floor(time / 256)) bytes[at] = time % 256
  bytes[6] = bytes[6] & 15 | 112
  bytes[8] = bytes[8] & 63 | 128
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
let core, secret, gate, memory = new Map(), waiting = 0, sound, wrong = []

// --- time: the device's clock, corrected by the server's; a clock set back is a clock lost.
const now = () => {
  if (!gate) return null
  const at = Math.floor(Date.now() / 1000 + gate.off)
  if (at < gate.seenAt - 60) return null
  if (at > gate.seenAt) gate.seenAt = at
  return at
}

// --- what comes from the server
const ask = async (url, body, more) => {
  const headers = { Authorization: 'Bearer ' + secret }
  if (body) headers['Content-Type'] = 'application/json'
  const answer = await fetch(url, { method: body ? 'POST' : 'GET', headers, body: body && JSON.stringify(body), ...more })
  if (answer.status === 401) { await leave(); throw new Error('retired') }
  if (!answer.ok) throw new Error(answer.status)
  return answer
}
const fetchBook = async () => {
  const book = await (await ask('/api/v1/gates/handbook', {})).json()
  const keys = {}
  for (const key of book.keys) {
    const kept = { alg: key.alg, issuer: key.issuer, areas: key.areas, guests: key.guests, guestClass: key.guest_class, from: key.from, until: key.until, key: await core.importKey(key) }
    keys[key.kid] = [...keys[key.kid] || [], kept]
  }
  const days = []
  for (const day of book.days) days.push({ issuer: day.issuer, area: day.area, day: day.day, key: await core.hmacKey(core.fromHex(day.key)) })
  const list = await core.openList(bytesOf(book.revocations), keys, book.server_seconds)
  const proofs = Object.fromEntries(book.proofs.map((one) => [one.class, one.proof]))
  const names = Object.fromEntries(book.proofs.map((one) => [one.class, words.zh ? one.name_zh : one.name_en]))
  const { issuer, area, audience, name, offers } = book
  gate = { issuer, area, audience, name, offers, proofs, names, keys, days, lists: { [list.issuer]: list }, listSeconds: book.list_seconds, againSeconds: book.again_seconds, uploadHours: book.upload_hours, off: book.server_seconds - Date.now() / 1000, seenAt: book.server_seconds, syncedAt: book.server_seconds }
  await note('gate', gate)
  core.warm(gate, gate.seenAt).catch(() => {})
}
const fetchChanges = async () => {
  const list = gate.lists[gate.issuer]
  const changes = await (await ask('/api/v1/gates/revocations?since=' + list.sequence)).json()
  const opened = await core.openList(bytesOf(changes.signed), gate.keys, now() ?? gate.syncedAt)
  const fresh = changes.whole ? opened : core.applyDelta(list, opened)
  if (!fresh) return fetchBook()
  gate.lists[gate.issuer] = fresh
  await note('gate', gate)
}
const upload = async () => {
  const scans = await run(['scans'], 'readonly', (box) => box.getAll(null, UPLOAD_MAX))
  if (!scans.length) return
  await ask('/api/v1/gates/scans', scans)
  await run(['scans'], 'readwrite', (box) => { for (const scan of scans) box.delete(scan.id) })
  if (scans.length === UPLOAD_MAX) await upload()
}
let syncing
const sync = (whole) => syncing ||= (async () => {
  try {
    if (secret && navigator.onLine) {
      // A clock that was lost is set anew; the keys of the days are fetched once an hour.
      if (whole || !gate || now() === null || Date.now() / 1000 + gate.off - gate.syncedAt > 3600) await fetchBook()
      else await fetchChanges()
      await upload()
    }
  } catch { /* Tried again later; the gate goes on with what it has. */ }
  waiting = await run(['scans'], 'readonly', (box) => box.count())
  syncing = null
  tell()
})()

// --- judging
const queue = async (seen, offer) => {
  const scan = { id: uuid7(), at: now() ?? Math.floor(Date.now() / 1000), verdict: seen.verdict, way: seen.way || 'code' }
  if (seen.kind) scan.class = seen.kind
  if (seen.issuer) scan.issuer = seen.issuer
  if (seen.cti) scan.cti = seen.cti
  if (seen.slot !== undefined) scan.slot = seen.slot
  if (seen.step !== undefined) scan.step = seen.step
  if (offer) scan.offer = offer
  await run(['scans'], 'readwrite', (box) => box.put(scan))
  sync()
}
const letters = (slot) => [20, 15, 10, 5, 0].map((shift) => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[slot >>> shift & 31]).join('')
const check = async (text) => {
  if (!gate) { tell(); return }
  const began = performance.now()
  const scanned = /^Y\d:/.test(text)
  wrong = wrong.filter((at) => Date.now() - at < WRONG_MS)
  if (!scanned && wrong.length >= WRONG_MAX) return show({ verdict: 'too-many', notes: [] })
  const seen = await (scanned ? core.judge : core.judgeSpoken)(text, gate, memory, now())
  if (!scanned && seen.verdict === 'reject_code') wrong.push(Date.now())
  box.dataset.milliseconds = (performance.now() - began).toFixed(1)
  show(seen)
  box.dataset.shownMilliseconds = (performance.now() - began).toFixed(1)
  await run(['traces', 'facts'], 'readwrite', (traces, facts) => {
    if (memory.has(seen.mark)) traces.put(memory.get(seen.mark), seen.mark)
    return facts.put(gate.seenAt, 'seenAt')
  })
  if (seen.verdict !== 'again' && !(seen.verdict === 'accept' && gate.offers.length)) await queue(seen)
}

// --- what the guard sees and hears
const tone = (good) => {
  navigator.vibrate?.(good ? 80 : [200, 100, 200])
  if (sound?.state !== 'running') return
  const at = sound.currentTime
  for (const [after, pitch] of good ? [[0, 880], [0.12, 1320]] : [[0, 220], [0.25, 220]]) {
    const voice = sound.createOscillator(), volume = sound.createGain()
    voice.frequency.value = pitch
    volume.gain.setValueAtTime(0.3, at + after)
    volume.gain.exponentialRampToValueAtTime(0.001, at + after + 0.2)
    voice.connect(volume).connect(sound.destination)
    voice.start(at + after)
    voice.stop(at + after + 0.22)
  }
}
const verdict = make('div', '', { className: 'verdict', hidden: true })
verdict.setAttribute('role', 'alert')
let hiding
const show = (seen) => {
  const good = seen.verdict === 'accept'
  // A phone whose clock is off may be a film of it: whoever stands there is compared.
  const doubt = good && seen.notes.some((one) => one !== 'guest' && one !== 'stale_list')
  clearTimeout(hiding)
  verdict.className = 'verdict ' + (good ? doubt ? 'a' : 'g' : seen.verdict === 'again' ? 'a' : 'r')
  verdict.dataset.verdict = seen.verdict
  verdict.hidden = false
  const title = good ? words.accept : seen.verdict === 'again' ? words.again : words.refuse
  verdict.replaceChildren(make('strong', title))
  if (good && gate.names[seen.kind]) verdict.append(make('p', gate.names[seen.kind]))
  if (!good && seen.verdict !== 'again') verdict.append(make('p', words[seen.verdict] || words.refuse))
  for (const one of seen.notes) verdict.append(make('p', words['note_' + one]))
  if (seen.slot !== undefined) {
    const line = make('p', words.short + ' ')
    line.append(make('b', letters(seen.slot)))
    verdict.append(line)
  }
  if (good) offers(seen)
  if (seen.slot !== undefined && navigator.onLine && seen.issuer === gate.issuer) look(seen, doubt)
  if (seen.verdict !== 'again') tone(good)
  if (!(good && gate.offers.length)) hiding = setTimeout(() => { verdict.hidden = true }, SHOWN_MS)
}
// Online, a guard may look at the photo and the plate that the holder gave; the holder sees that.
const look = (seen, now) => {
  const button = make('button', words.photo, { type: 'button', className: 'btn o' })
  button.onclick = async () => {
    button.remove()
    clearTimeout(hiding)
    const body = { id: uuid7(), cti: seen.cti, slot: seen.slot }
    try {
      const found = await (await ask('/api/v1/gates/looks', body)).json()
      if (found.detail) verdict.append(make('p', found.detail))
      if (found.revoked) { verdict.className = 'verdict r'; verdict.append(make('p', words['revoked-now'])) }
      if (found.doubled) { verdict.classList.replace('g', 'a'); verdict.append(make('p', words.doubled)) }
      if (found.photo) {
        const picture = await (await ask('/api/v1/gates/photo', body)).blob()
        verdict.append(make('img', '', { src: URL.createObjectURL(picture), alt: words.photo }))
      }
    } catch { /* No network after all: the guard compares what is there. */ }
  }
  verdict.append(button)
  if (now) button.click()
}
// A merchant: which offer, and how often this card has had it here.
const starts = { day: (at) => at.toISOString().slice(0, 10), week: (at) => { at.setUTCDate(at.getUTCDate() - (at.getUTCDay() + 6) % 7); return at.toISOString().slice(0, 10) }, month: (at) => at.toISOString().slice(0, 7) }
const offers = (seen) => {
  if (!gate.offers.length) return
  verdict.append(make('p', words.offers))
  for (const offer of gate.offers) {
    const button = make('button', offer.title, { type: 'button', className: 'btn o' })
    verdict.append(button)
    button.onclick = async () => {
      const mark = [offer.id, seen.issuer, seen.slot, starts[offer.period](new Date((now() + 28800) * 1000))].join(' ')
      const used = await run(['served'], 'readonly', (box) => box.get(mark)) || 0
      if (used >= offer.times) { button.textContent = `${offer.title}: ${words['offer-over']}`; tone(false); return }
      await run(['served'], 'readwrite', (box) => box.put(used + 1, mark))
      await queue(seen, offer.id)
      verdict.replaceChildren(make('strong', words['offer-done']), make('p', offer.title), make('p', `${words['offer-times']} ${offer.times - used - 1} (${words[offer.period]})`))
      hiding = setTimeout(() => { verdict.hidden = true }, SHOWN_MS)
    }
  }
}

// --- camera
const video = make('video', '', { muted: true, playsInline: true, hidden: true })
let stream, reading
const reader = async () => {
  if ('BarcodeDetector' in window && (await BarcodeDetector.getSupportedFormats()).includes('qr_code')) {
    const detector = new BarcodeDetector({ formats: ['qr_code'] })
    return async () => (await detector.detect(video))[0]?.rawValue
  }
  if (!window.jsQR) await new Promise((done, fail) => document.head.append(make('script', '', { src: box.dataset.reader, onload: done, onerror: fail })))
  const canvas = document.createElement('canvas'), paper = canvas.getContext('2d', { willReadFrequently: true })
  return async () => {
    // The middle of the picture, small enough for a slow phone.
    const side = Math.min(video.videoWidth, video.videoHeight), size = Math.min(side, 480)
    if (!size) return
    canvas.width = canvas.height = size
    paper.drawImage(video, (video.videoWidth - side) / 2, (video.videoHeight - side) / 2, side, side, 0, 0, size, size)
    return jsQR(paper.getImageData(0, 0, size, size).data, size, size, { inversionAttempts: 'dontInvert' })?.data
  }
}
let last = '', lastAt = 0
const scan = async () => {
  const began = performance.now()
  try {
    const [opened, read] = await Promise.all([navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 } } }), reader()])
    stream = opened
    video.srcObject = stream
    video.hidden = false
    await video.play()
    reading = true
    while (reading) {
      const text = await read()
      if (text && (text !== last || Date.now() - lastAt > 5000)) {
        last = text
        lastAt = Date.now()
        await check(text)
        box.dataset.cameraMilliseconds ||= (performance.now() - began).toFixed(0)
      }
      await new Promise((done) => setTimeout(done, 60))
    }
  } catch { state.textContent = words['no-camera'] }
}
const stop = () => {
  reading = false
  stream?.getTracks().forEach((track) => track.stop())
  video.hidden = true
}

// --- the page
const state = make('p', '', { className: 'meta' })
state.setAttribute('role', 'status')
const tell = () => {
  if (!gate) { state.textContent = words.never; return }
  const at = new Date(gate.syncedAt * 1000).toLocaleString('zh-CN', { month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Shanghai' })
  const parts = [`${words.synced} ${at}`]
  if (!navigator.onLine) parts.push(words.offline)
  if (waiting) parts.push(`${waiting} ${words.waiting}`)
  state.textContent = parts.join(' · ')
}
const page = () => {
  const form = make('form'), cell = make('div'), label = make('label', words.type, { htmlFor: 'typed' })
  const input = make('input', '', { id: 'typed', autocomplete: 'off', autocapitalize: 'characters', spellcheck: false, placeholder: words['type-hint'] })
  cell.append(label, input)
  form.append(cell, make('button', words.check, { className: 'btn' }))
  form.onsubmit = async (event) => {
    event.preventDefault()
    const text = input.value.trim()
    input.value = ''
    if (text) await check(text)
    input.focus()
  }
  const camera = make('button', words.scan, { type: 'button', className: 'btn w' })
  camera.onclick = () => {
    if (reading) stop(); else scan()
    camera.textContent = camera.textContent === words.scan ? words.stop : words.scan
  }
  const noise = make('button', words.sound, { type: 'button', className: 'btn t' })
  noise.onclick = async () => { sound ??= new AudioContext(); await sound.resume(); noise.textContent = words['sound-on']; tone(true) }
  const retire = make('button', words.leave, { type: 'button', className: 'btn t' })
  retire.onclick = () => { if (retire.dataset.sure) leave(); else { retire.dataset.sure = '1'; retire.textContent = words['leave-sure'] } }
  const feet = make('p', '', { className: 'row' })
  feet.append(noise, retire)
  box.replaceChildren(make('h2', gate?.name || ''), verdict, camera, video, form, state, make('p', words.install, { className: 'meta' }), feet)
  input.focus()
  // A scanner that types goes into the box wherever the focus was.
  document.addEventListener('keydown', (event) => {
    if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.target.matches('input')) input.focus()
  })
  tell()
}
const enrol = () => {
  const form = make('form'), cell = make('div'), wrongly = make('p', '', { className: 'emsg' })
  const input = make('input', '', { id: 'code', autocomplete: 'off', autocapitalize: 'characters' })
  cell.append(make('label', words['enrol-code'], { htmlFor: 'code' }), input)
  form.append(cell, make('button', words.enrol, { className: 'btn' }))
  form.onsubmit = async (event) => {
    event.preventDefault()
    const answer = await fetch('/api/v1/gates/enrol', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ code: input.value }) }).catch(() => null)
    if (!answer?.ok) { wrongly.textContent = words['enrol-wrong']; return }
    secret = (await answer.json()).secret
    await note('secret', secret)
    await sync(true)
    page()
  }
  box.replaceChildren(make('p', words['enrol-hint']), wrongly, form)
  input.focus()
}
const leave = async () => {
  stop()
  secret = gate = undefined
  memory = new Map()
  await run(['facts', 'traces', 'served', 'scans'], 'readwrite', (...all) => { for (const one of all) one.clear() })
  enrol()
}
const start = async () => {
  document.head.append(make('link', '', { rel: 'manifest', href: '/gate/manifest.webmanifest' }))
  core = await import(box.dataset.core)
  secret = await fact('secret')
  gate = await fact('gate')
  if (gate) gate.seenAt = Math.max(gate.seenAt, await fact('seenAt') || 0)
  const marks = await run(['traces'], 'readonly', (traces) => traces.getAllKeys())
  const traces = await run(['traces'], 'readonly', (traces) => traces.getAll())
  // A day and a half: no token lives longer.
  const old = Date.now() / 1000 - 130000
  marks.forEach((mark, at) => { if (traces[at].at >= old) memory.set(mark, traces[at]) })
  await run(['traces'], 'readwrite', (box) => { marks.forEach((mark) => { if (!memory.has(mark)) box.delete(mark) }) })
  if (secret) { page(); sync() } else enrol()
  if (gate) core.warm(gate, gate.seenAt).catch(() => {})
  setInterval(sync, SYNC_MS)
  addEventListener('online', () => sync())
  addEventListener('offline', tell)
  navigator.storage?.persist?.()
  if ('serviceWorker' in navigator) {
    // The page is kept in the reader's language.
    navigator.serviceWorker.register('/offline.js?lang=' + (words.zh ? 'zh' : 'en'), { scope: '/gate' }).catch(() => {})
  }
}
start()
})()
