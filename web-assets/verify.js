// Checks a receipt in the browser, without asking the server: Merkle proof (RFC 9162) and the
// signed checkpoint (Ed25519). Where the browser knows no Ed25519, the page keeps saying so.
(() => {
'use strict'
const box = document.querySelector('[data-verify]')
if (!box) return
const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0))
const same = (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at])
const join = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]))
const sha = async (data) => new Uint8Array(await crypto.subtle.digest('SHA-256', data))
const node = (left, right) => sha(join([1], left, right))
const need = (holds) => { if (!holds) throw new Error('altered') }
const half = (x) => Math.floor(x / 2)
const root = async (leaf, index, size, proof) => {
  need(Number.isSafeInteger(index) && index >= 0 && index < size)
  let at = index, last = size - 1, hash = await sha(join([0], leaf))
  for (const step of proof) {
    need(last > 0)
    if (at % 2 || at === last) {
      hash = await node(step, hash)
      while (at && at % 2 === 0) { at = half(at); last = half(last) }
    } else hash = await node(hash, step)
    at = half(at)
    last = half(last)
  }
  need(last === 0)
  return hash
}
const check = async (receipt, line) => {
  const [name, id, ...rest] = line.split('+')
  const key = bytes(rest.join('+'))
  const text = new TextEncoder()
  const hint = (await sha(join(text.encode(name + '\n'), key))).slice(0, 4)
  need(key.length === 33 && key[0] === 1 && id === [...hint].map((b) => b.toString(16).padStart(2, '0')).join(''))
  let secret
  try { secret = await crypto.subtle.importKey('raw', key.slice(1), 'Ed25519', false, ['verify']) } catch { return null }
  const end = receipt.checkpoint.indexOf('\n\n')
  need(end > 0)
  const signed = receipt.checkpoint.slice(0, end + 1)
  const lines = signed.split('\n')
  const marks = receipt.checkpoint.slice(end + 2).split('\n').filter((one) => one.startsWith(`— ${name} `))
  const mark = marks.map((one) => bytes(one.slice(name.length + 3))).find((one) => same(one.slice(0, 4), hint))
  need(mark && mark.length === 68)
  need(await crypto.subtle.verify('Ed25519', secret, mark.slice(4), text.encode(signed)))
  need(lines[0] === name && lines[1] === String(receipt.size))
  need(same(await root(bytes(receipt.leaf), receipt.index, receipt.size, receipt.proof.map(bytes)), bytes(lines[2])))
  return true
}
const say = (words, tone) => { box.textContent = words; box.className = `flash ${tone}` }
const run = async () => {
  if (!window.crypto?.subtle) return
  try {
    if (await check(JSON.parse(box.dataset.receipt), box.dataset.key)) say(box.dataset.yes, 'g')
  } catch { say(box.dataset.no, 'r') }
}
run()
})()
