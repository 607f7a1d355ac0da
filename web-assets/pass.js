// Shows a pass: a code that changes twice a minute, made on this phone, with or without a network.
(() => {
'use strict'
const box = document.querySelector('[data-pass]')
const words = JSON.parse(box.dataset.words)
const nameOf = (pass) => words.zh ? pass.name_zh : pass.name_en
const make = (tag, text, more) => Object.assign(document.createElement(tag), { textContent: text || '' }, more)
// One database for the phone: passes by id, and how far its clock is off.
const run = async (mode, work) => {
  const base = await new Promise((done, fail) => {
    const ask = indexedDB.open('yilu-passes', 1)
    ask.onupgradeneeded = () => { ask.result.createObjectStore('passes', { keyPath: 'id' }); ask.result.createObjectStore('facts') }
    ask.onsuccess = () => done(ask.result)
    ask.onerror = () => fail(ask.error)
  })
  try {
    return await new Promise((done, fail) => {
      const step = base.transaction(['passes', 'facts'], mode)
      const ask = work(step.objectStore('passes'), step.objectStore('facts'))
      step.oncomplete = () => done(ask?.result)
      step.onabort = () => fail(step.error)
    })
  } finally { base.close() }
}
let core, qr, off = 0, passes = [], chosen, drawn, note = ''
const seconds = () => Date.now() / 1000 + off
const keep = async (answer, secret) => {
  off = answer.server_seconds - Date.now() / 1000
  const fresh = []
  for (const pass of answer.passes) {
    for (const day of pass.days) {
      // Kept as keys that no script can read out again.
      day.key = await core.hmacKey(core.fromHex(day.key))
      day.spoken = await core.hmacKey(core.fromHex(day.spoken))
    }
    fresh.push({ ...pass, secret })
  }
  const gone = (await run('readonly', (box) => box.getAll())).filter((one) => one.secret === secret)
  await run('readwrite', (box, facts) => {
    for (const one of gone) box.delete(one.id)
    for (const one of fresh) box.put(one)
    return facts.put(off, 'off')
  })
}
const forget = async (secret) => {
  const gone = (await run('readonly', (box) => box.getAll())).filter((one) => one.secret === secret)
  await run('readwrite', (box) => { for (const one of gone) box.delete(one.id) })
}
const ask = (url, body) => fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body || {}) })
const update = async (secret) => {
  const answer = secret ? await ask('/api/v1/visitor-passes/tokens', { secret }) : await ask('/api/v1/passes/tokens')
  if (answer.ok) await keep(await answer.json(), secret)
  // Signed out, or somebody else's phone by now: nothing of the old holder stays on it.
  else if (answer.status === 401 || answer.status === 404) await forget(secret)
  return answer.status
}
const load = async () => {
  passes = await run('readonly', (box) => box.getAll())
  off = await run('readonly', (box, facts) => facts.get('off')) || 0
  const wanted = location.hash.slice(1)
  chosen = passes.find((one) => one.id === chosen?.id) || passes.find((one) => one.kind === wanted) || passes[0]
  drawn = null
  await draw()
}
const dayNow = () => chosen.days.find((day) => day.from <= seconds() && seconds() < day.until)
const picture = document.createElement('canvas')
const draw = async () => {
  if (!chosen) {
    box.replaceChildren(make('p', note === 'sign' ? words.sign : words.none), make('a', note === 'sign' ? words['sign-in'] : words.ask, { className: 'btn w', href: note === 'sign' ? '/sign-in?next=/passes/show' : '/passes' }))
    return
  }
  const day = dayNow()
  if (!day) { box.replaceChildren(make('h2', nameOf(chosen)), make('p', words.over, { className: 'flash a' })); return }
  const step = core.stepAt(seconds())
  if (drawn !== step) {
    const text = await core.rotate(day.token, day.key, step)
    qr.generate(text, { minCorrectionLevel: qr.correction.M, minVersion: 1 }).toCanvas(picture, { pad: 4 })
    picture.setAttribute('role', 'img')
    picture.setAttribute('aria-label', words.label)
    picture.dataset.text = text
    const spoken = await core.spoken(day.slot, day.spoken, step)
    const till = new Date(day.until * 1000 - 60000).toLocaleTimeString('zh-CN', { hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Shanghai' })
    const parts = [picture, make('progress', '', { max: core.STEP_SECONDS }), make('p', '', { className: 'spoken' }), make('p', words['code-hint'], { className: 'meta' }), make('p', `${words.until} ${till}`)]
    parts[2].append(make('small', words.code), ' ', make('b', spoken.slice(0, 5) + ' ' + spoken.slice(5)))
    const choices = passes.map((pass) => {
      const choice = make('button', nameOf(pass), { type: 'button', className: pass === chosen ? 'btn' : 'btn o', onclick: () => { chosen = pass; drawn = null; draw() } })
      choice.setAttribute('aria-pressed', String(pass === chosen))
      return choice
    })
    const bar = make('p', '', { className: 'row' })
    bar.append(...choices)
    const state = [navigator.onLine ? words.online : words.offline]
    if (Math.abs(off) > 30) state.push(words.clock)
    if (!chosen.days.some((one) => one.until > seconds() + 86400) && chosen.until > seconds() + 86400) state.push(words.old)
    box.replaceChildren(passes.length > 1 ? bar : make('h2', nameOf(chosen)), ...parts, make('p', state.join(' · '), { className: 'meta', role: 'status' }), make('a', words.mine, { href: '/passes' }))
    drawn = step
  }
  box.querySelector('progress').value = core.STEP_SECONDS - seconds() % core.STEP_SECONDS
}
const refresh = async () => {
  const secrets = new Set(passes.map((one) => one.secret))
  if (box.dataset.secret) secrets.add(box.dataset.secret)
  // Whoever is signed in, or was and left passes here.
  if (box.dataset.signed) secrets.add(undefined)
  else if (!secrets.size) note = 'sign'
  for (const secret of secrets) {
    try { if (await update(secret) === 401) note = 'sign' } catch { return }
  }
  await load()
}
const start = async () => {
  try {
    [core, qr] = await Promise.all([import(box.dataset.core), import(box.dataset.qr)])
    await load()
  } catch { box.replaceChildren(make('p', words.broken)); return }
  if (box.dataset.secret) {
    await refresh()
    // From now on the page that works without a network.
    chosen = passes.find((one) => one.secret === box.dataset.secret) || chosen
    history.replaceState(null, '', '/passes/show')
    drawn = null
    await draw()
  } else refresh()
  setInterval(draw, 500)
  addEventListener('online', refresh)
  document.addEventListener('visibilitychange', () => { if (!document.hidden) draw() })
  if ('wakeLock' in navigator) navigator.wakeLock.request('screen').catch(() => {})
  if ('serviceWorker' in navigator) {
    // The page is kept in the reader's language.
    navigator.serviceWorker.register('/offline.js?lang=' + (words.zh ? 'zh' : 'en'), { scope: '/passes/show' }).catch(() => {})
  }
}
start()
})()
