// Reads and judges a pass, with nothing but WebCrypto: base45 (RFC 9285), strict CBOR (RFC 8949),
// COSE_Sign1 (RFC 9052), claims (RFC 8392), the code that changes twice a minute. The order of the
// checks and the words for a refusal are those of the crate `cwt`.
const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'
const SPOKEN = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
export const STEP_SECONDS = 30
// Steps that a phone's clock may be off to either side: three minutes, and where a step begins.
const STEPS_FAR = 7
const STEPS_WAITING = 10
const SKEW = 60
const TEXT_MAX = 512
const DEPTH_MAX = 4
const SCOPE = -70001
const LIST = -70002
const ALGORITHMS = {
  '-7': ['ES256', { name: 'ECDSA', namedCurve: 'P-256' }, { name: 'ECDSA', hash: 'SHA-256' }],
  '-8': ['EdDSA', { name: 'Ed25519' }, { name: 'Ed25519' }],
}

class Refusal extends Error {}
const refuse = (reason) => { throw new Refusal('reject_' + reason) }

export const base45 = (text) => {
  const bytes = []
  if (text.length % 3 === 1) refuse('format')
  for (let at = 0; at < text.length; at += 3) {
    const group = [...text.slice(at, at + 3)].map((letter) => LETTERS.indexOf(letter))
    const value = group.reduceRight((sum, digit) => sum * 45 + digit, 0)
    if (group.includes(-1) || value > (group.length === 3 ? 65535 : 255)) refuse('format')
    if (group.length === 3) bytes.push(value >> 8)
    bytes.push(value & 255)
  }
  return Uint8Array.from(bytes)
}
export const toBase45 = (bytes) => {
  let text = ''
  for (let at = 0; at < bytes.length; at += 2) {
    const pair = at + 1 < bytes.length
    const value = pair ? bytes[at] * 256 + bytes[at + 1] : bytes[at]
    text += LETTERS[value % 45] + LETTERS[Math.floor(value / 45) % 45] + (pair ? LETTERS[Math.floor(value / 2025)] : '')
  }
  return text
}
export const fromHex = (text) => Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16))
export const toHex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')

// Definite lengths, shortest heads, no tags, no floats, keys that are whole numbers and occur once.
const cbor = (bytes) => {
  let at = 0
  const text = new TextDecoder('utf-8', { fatal: true })
  const take = (count) => {
    if (count > bytes.length - at) refuse('format')
    return bytes.subarray(at, at += count)
  }
  const head = () => {
    const [first] = take(1), kind = first >> 5, low = first & 31
    if (low < 24) return [kind, low]
    if (low > 27) refuse('format')
    let value = 0
    for (const byte of take(1 << low - 24)) value = value * 256 + byte
    const least = [24, 256, 65536, 4294967296][low - 24]
    if (value < least || value > Number.MAX_SAFE_INTEGER) refuse('format')
    return [kind, value]
  }
  const item = (depth) => {
    if (depth > DEPTH_MAX) refuse('format')
    const [kind, value] = head()
    if (kind === 0) return value
    if (kind === 1) return -1 - value
    if (kind === 2) return take(value)
    if (kind === 3) { try { return text.decode(take(value)) } catch { refuse('format') } }
    if (kind === 4) {
      const list = []
      for (let left = value; left; left--) list.push(item(depth + 1))
      return list
    }
    if (kind === 5) {
      const map = new Map()
      for (let left = value; left; left--) {
        const key = item(depth + 1)
        if (typeof key !== 'number' || map.has(key)) refuse('format')
        map.set(key, item(depth + 1))
      }
      return map
    }
    if (kind === 7 && (value === 20 || value === 21)) return value === 21
    refuse('format')
  }
  const whole = item(1)
  if (at !== bytes.length) refuse('format')
  return whole
}

// COSE_Sign1 as it stands, nothing checked: kid and alg are null when they are none of ours.
const sealed = (bytes) => {
  const parts = cbor(bytes)
  if (!Array.isArray(parts) || parts.length !== 4) refuse('format')
  const [guarded, open, payload, signature] = parts
  if (![guarded, payload, signature].every(isBytes) || !(open instanceof Map) || open.size) refuse('format')
  const header = cbor(guarded)
  if (!(header instanceof Map)) refuse('format')
  if (header.has(2)) refuse('crit')
  if ([...header.keys()].some((key) => key !== 1 && key !== 4)) refuse('format')
  const kid = header.get(4)
  return { guarded, payload, signature, kid: isBytes(kid) && kid.length === 2 ? toHex(kid) : null, alg: header.get(1) }
}
const isBytes = (one) => one instanceof Uint8Array

// The code in a text, without judging it.
export const read = (text) => {
  const form = text.slice(0, 3)
  if (text.length > TEXT_MAX || (form !== 'Y1:' && form !== 'Y2:')) refuse('format')
  const bytes = base45(text.slice(3))
  const edge = form === 'Y2:' ? bytes.length - 12 : bytes.length
  if (edge < 1) refuse('format')
  const trailer = new DataView(bytes.buffer, edge)
  const step = form === 'Y2:' ? trailer.getUint32(0) : null
  return { form, step, mac: bytes.subarray(edge + 4), ...sealed(bytes.subarray(0, edge)) }
}

const claimsOf = (payload) => {
  const map = cbor(payload)
  if (!(map instanceof Map)) refuse('format')
  const known = [1, 3, 4, 5, 6, 7, 8, SCOPE]
  const scope = map.get(SCOPE)
  const whole = (one) => typeof one === 'number' && one >= 0
  const time = (one) => whole(one) && one <= 4294967295
  const fits = [...map.keys()].every((key) => known.includes(key)) &&
    typeof map.get(1) === 'string' && typeof map.get(3) === 'string' && time(map.get(4)) && time(map.get(5)) &&
    map.get(7) instanceof Uint8Array && map.get(7).length === 8 &&
    Array.isArray(scope) && scope.length === 2 && scope.every(whole)
  if (!fits) refuse('claims')
  const [kind, area] = scope
  return { issuer: map.get(1), audience: map.get(3), expires: map.get(4), notBefore: map.get(5), cti: map.get(7), kind, area: area ? String(area) : '' }
}
export const slotOf = (cti) => new DataView(cti.buffer, cti.byteOffset, 8).getUint32(4)

// Sig_structure of RFC 9052, section 4.4.
const signed = (guarded, payload) => {
  const bytes = (part) => {
    const size = part.length
    return [size < 24 ? [64 + size] : size < 256 ? [88, size] : size < 65536 ? [89, size >> 8, size & 255] : [90, ...be32(size)], part]
  }
  const parts = [[0x84, 0x6a], new TextEncoder().encode('Signature1'), ...bytes(guarded), [0x40], ...bytes(payload)]
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) { whole.set(part, at); at += part.length }
  return whole
}

const hmac = async (key, bytes) => new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes))
export const hmacKey = (bytes) => crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
const be32 = (number) => [number >>> 24, number >>> 16 & 255, number >>> 8 & 255, number & 255]
export const stepAt = (seconds) => Math.floor(seconds / STEP_SECONDS)
const same = (a, b) => a.length === b.length && a.reduce((sum, byte, at) => sum | byte ^ b[at], 0) === 0

/** The eight bytes behind a code that changes. */
export const macOf = async (passKey, step) =>
  (await hmac(passKey, Uint8Array.from([...be32(step), ...new TextEncoder().encode('Y2')]))).subarray(0, 8)
export const passKeyOf = async (dayKey, cti) => hmacKey((await hmac(dayKey, cti)).subarray(0, 16))
/** `Y2:…` out of `Y1:…`. */
export const rotate = async (token, passKey, step) =>
  'Y2:' + toBase45(Uint8Array.from([...base45(token.slice(3)), ...be32(step), ...await macOf(passKey, step)]))

// The short code that is typed: five letters of the slot, five of a code that changes.
const letters = (number) => {
  let text = ''
  for (let at = 0; at < 5; at++, number = Math.floor(number / 32)) text = SPOKEN[number % 32] + text
  return text
}
const spokenMac = async (key, step) => {
  const mac = await hmac(key, Uint8Array.from([...be32(step), ...new TextEncoder().encode('YS')]))
  return letters(((mac[0] << 24 | mac[1] << 16 | mac[2] << 8 | mac[3]) >>> 0) >>> 7)
}
export const spoken = async (slot, key, step) => letters(slot) + await spokenMac(key, step)
export const tidySpoken = (text) => text.toUpperCase().replace(/[^0-9A-Z]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1').replace(/U/g, 'V')
const spokenKeyOf = async (dayKey, slot, kind) =>
  hmacKey((await hmac(dayKey, Uint8Array.from([...new TextEncoder().encode('YS'), ...be32(slot), kind]))).subarray(0, 16))

/** A key of the table, ready for use; null where this browser cannot check its algorithm. */
export const importKey = async (key) => {
  const [, form] = ALGORITHMS[key.alg] || []
  if (!form) return null
  try { return await crypto.subtle.importKey('raw', fromHex(key.public), form, false, ['verify']) } catch { return null }
}

const within = (wide, narrow) => narrow.startsWith(wide)
const revoked = (list, slot) => Boolean(list && list.bits[slot >> 3] & 0x80 >> (slot & 7))

// The key that signed: known by name, of the algorithm that the header says, and right.
const signerOf = async (cose, keys, now) => {
  let reason = 'kid'
  for (const key of keys[cose.kid] || []) {
    if (key.from > now + SKEW || now - SKEW > key.until) continue
    if (cose.alg !== key.alg || !ALGORITHMS[cose.alg] || !key.key) {
      if (reason === 'kid') reason = 'alg'
    } else if (cose.signature.length === 64 && await crypto.subtle.verify(ALGORITHMS[cose.alg][2], key.key, cose.signature, signed(cose.guarded, cose.payload))) {
      return key
    } else {
      reason = 'signature'
    }
  }
  refuse(reason)
}

/** A signed list of revoked passes, or what changed since one: { issuer, sequence, base, at, expires, bits }. */
export const openList = async (bytes, keys, now) => {
  const cose = sealed(bytes)
  const key = await signerOf(cose, keys, now)
  const map = cbor(cose.payload)
  const [sequence, base, places, packed] = map.get(LIST)
  if (map.get(3) !== 'list' || map.get(1) !== key.issuer || now - SKEW > map.get(4)) refuse('claims')
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'))
  const bits = new Uint8Array(await new Response(stream).arrayBuffer())
  if (bits.length * 8 !== places) refuse('format')
  return { issuer: map.get(1), sequence, base, at: map.get(6), expires: map.get(4), bits }
}
/** The later list; null when the change belongs to another one. */
export const applyDelta = (list, delta) => {
  if (list.issuer !== delta.issuer || list.sequence !== delta.base) return null
  const bits = new Uint8Array(Math.max(list.bits.length, delta.bits.length))
  bits.forEach((_, at) => { bits[at] = (list.bits[at] || 0) ^ (delta.bits[at] || 0) })
  return { ...delta, base: 0, bits }
}

// Whether the code is in time, as crates/cwt weighs it: one step around the gate's is taken at once;
// a phone up to seven steps off must show two codes that moved on with the gate's clock.
const weigh = (trace, shown, gate) => {
  const off = shown - gate
  if (Math.abs(off) > STEPS_FAR) return 'far'
  if (trace.step !== undefined && shown <= trace.step) return 'used'
  const near = (ahead) => Math.abs(off - ahead) <= 1
  const ahead = trace.ahead || 0
  const alive = () => {
    if (!trace.first) return false
    const phone = shown - trace.first[0], here = gate - trace.first[1]
    return phone > 0 && here <= STEPS_WAITING && Math.abs(phone - here) <= 1
  }
  if (!near(0) && !near(ahead)) {
    // A phone that was here has shown how far its clock is off: further off is a film of it.
    if (trace.step !== undefined) return 'far'
    if (!alive()) {
      trace.first = [shown, gate]
      return 'wait'
    }
  }
  if (!near(0) && !near(ahead)) trace.ahead = off
  trace.step = shown
  delete trace.first
  return near(0) ? 'fresh' : 'fresh_off'
}

/**
 * Judges what was shown. `gate`: { issuer, area, audience, proofs: {class: picture|rotating}, keys:
 * {kid: [{alg, issuer, areas, guests, guestClass, from, until, key}]}, days: [{issuer, area, day, key}],
 * lists: {issuer: list}, listSeconds, againSeconds }; `memory`: Map of issuer and cti to traces, mended
 * here; `now`: seconds, or null when the clock was lost. Answers { verdict, notes, cti, slot, kind, issuer,
 * step, way, mark: the name of the trace in `memory` }.
 */
export const judge = async (text, gate, memory, now) => {
  const seen = { notes: [] }
  try {
    seen.verdict = await examine(text.trim(), gate, memory, now, seen)
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal
    seen.verdict = refusal.message
  }
  return seen
}

const examine = async (text, gate, memory, now, seen) => {
  const code = read(text)
  const claims = claimsOr(code.payload)
  if (claims === 'reject_format') refuse('format')
  // Worked out while the signature is being checked: each is a wait of its own.
  const mac = code.form === 'Y2:' && typeof claims !== 'string' ? macFor(claims, code.step, gate) : null
  const key = await signerOf(code, gate.keys, now ?? gate.syncedAt)
  if (typeof claims === 'string') throw new Refusal(claims)
  const { issuer, cti } = claims
  Object.assign(seen, { issuer, cti: toHex(cti), slot: slotOf(cti), kind: claims.kind, way: 'code' })
  if (issuer !== key.issuer) refuse('issuer')
  if (claims.audience !== gate.audience) refuse('aud')
  if (now === null) refuse('clock')
  if (now < claims.notBefore - SKEW) refuse('not_yet')
  if (now > claims.expires + SKEW) refuse('expired')
  seen.kind = scope(claims, key, gate, seen.notes)
  const list = gate.lists[issuer]
  if (revoked(list, seen.slot)) refuse('revoked')
  if (!list || now - list.at > gate.listSeconds || now > list.expires) seen.notes.push('stale_list')
  const wanted = gate.proofs[seen.kind]
  if (!wanted) refuse('scope')
  if (wanted === 'rotating' && code.form === 'Y1:') refuse('static')
  const proved = code.form === 'Y2:' && provedBy(code.mac, await mac, wanted)
  return enter(proved ? code.step : null, code.form, memory, `${issuer} ${seen.cti}`, gate, now, seen)
}

const scope = (claims, key, gate, notes) => {
  if (!key.areas.some((area) => within(area, claims.area))) refuse('scope')
  if (within(claims.area, gate.area)) return claims.kind
  if (!key.guests.some((area) => within(area, gate.area))) refuse('scope')
  notes.push('guest')
  return key.guestClass
}

// What the code should be; null without a key of the day.
const macFor = async (claims, step, gate) => {
  const day = new Date((claims.notBefore + 8 * 3600) * 1000).toISOString().slice(0, 10)
  const dayKey = gate.days.find((one) => one.day === day && one.area === claims.area && one.issuer === claims.issuer)
  return dayKey ? macOf(await passKeyOf(dayKey.key, claims.cti), step) : null
}
// Whoever cuts a changing code off can also make one up: where the gate cannot tell, only a class
// that may be shown as a picture comes in.
const provedBy = (shown, mac, wanted) => {
  if (!mac && wanted === 'rotating') refuse('day_key')
  if (mac && !same(shown, mac)) refuse('code')
  return Boolean(mac)
}

const enter = (step, form, memory, mark, gate, now, seen) => {
  const trace = memory.get(mark) || {}
  seen.mark = mark
  if (step === null) {
    if (trace.at !== undefined && now >= trace.at && now - trace.at < gate.againSeconds) refuse('replay')
    seen.notes.push(form === 'Y1:' ? 'static' : 'unproved')
    if (form === 'Y1:') seen.way = 'paper'
  } else {
    const weighed = weigh(trace, step, stepAt(now))
    if (weighed === 'far') refuse('step')
    if (weighed === 'used') refuse('replay')
    if (weighed === 'wait') { memory.set(mark, trace); return 'again' }
    if (weighed === 'fresh_off') seen.notes.push('phone_clock')
    seen.step = step
  }
  trace.at = now
  memory.set(mark, trace)
  return 'accept'
}

/**
 * Judges a few made-up codes, so that the first person at the gate does not wait for what a browser
 * does once: compiling this, starting the threads of its cryptography.
 */
export const warm = async (gate, now) => {
  const day = gate.days.find((one) => one.issuer === gate.issuer)
  for (const [kid, known] of Object.entries(gate.keys)) {
    const guarded = [0xa2, 1, known[0].alg === -7 ? 0x26 : 0x27, 4, 0x42, ...fromHex(kid)]
    const text = 'Y2:' + toBase45(Uint8Array.from([0x84, 0x40 + guarded.length, ...guarded, 0xa0, 0x41, 0xa0, 0x58, 64, ...Array(76).fill(0)]))
    for (let turn = 0; turn < 10; turn++) {
      await judge(text, gate, new Map(), now)
      if (day) await macOf(await passKeyOf(day.key, new Uint8Array(8)), turn)
    }
  }
}

const claimsOr = (payload) => {
  try { return claimsOf(payload) } catch (refusal) {
    if (refusal instanceof Refusal) return refusal.message
    throw refusal
  }
}

/** The same for a short code that was typed: its place and its class are all that it tells. */
export const judgeSpoken = async (typed, gate, memory, now) => {
  const code = tidySpoken(typed), seen = { notes: [], issuer: gate.issuer, way: 'typed' }
  if (code.length !== 10) return { ...seen, verdict: 'reject_format' }
  if (now === null) return { ...seen, verdict: 'reject_clock' }
  const slot = [...code.slice(0, 5)].reduce((sum, letter) => sum * 32 + SPOKEN.indexOf(letter), 0)
  const own = gate.days.filter((one) => within(one.area, gate.area) && one.issuer === gate.issuer)
  for (const { key } of own) {
    for (const kind of Object.keys(gate.proofs).map(Number)) {
      const spokenKey = await spokenKeyOf(key, slot, kind)
      for (let off = -STEPS_FAR; off <= STEPS_FAR; off++) {
        const step = stepAt(now) + off
        if (await spokenMac(spokenKey, step) !== code.slice(5)) continue
        Object.assign(seen, { slot, kind })
        if (revoked(gate.lists[gate.issuer], slot)) return { ...seen, verdict: 'reject_revoked' }
        const mark = `${gate.issuer} typed ${slot}`, trace = memory.get(mark) || {}
        const weighed = weigh(trace, step, stepAt(now))
        memory.set(mark, { ...trace, at: now })
        seen.mark = mark
        if (weighed === 'far') return { ...seen, verdict: 'reject_step' }
        if (weighed === 'used') return { ...seen, verdict: 'reject_replay' }
        if (weighed === 'wait') return { ...seen, verdict: 'again' }
        if (weighed === 'fresh_off') seen.notes.push('phone_clock')
        return { ...seen, step, verdict: 'accept' }
      }
    }
  }
  return { ...seen, verdict: 'reject_code' }
}
