// Rings while an alarm waits on the page: a tone and the title. A browser makes no sound before one tap.
(() => {
'use strict'
const button = document.querySelector('[data-alarm]')
const title = document.title
const seen = new WeakMap()
let sound
const ringing = () => document.querySelector('[data-ringing]')
const tone = () => {
  if (sound?.state !== 'running') return
  const now = sound.currentTime
  for (const [after, pitch] of [[0, 880], [0.25, 660], [0.5, 880]]) {
    const voice = sound.createOscillator()
    const volume = sound.createGain()
    voice.frequency.value = pitch
    volume.gain.setValueAtTime(0.25, now + after)
    volume.gain.exponentialRampToValueAtTime(0.001, now + after + 0.22)
    voice.connect(volume).connect(sound.destination)
    voice.start(now + after)
    voice.stop(now + after + 0.24)
  }
}
button.hidden = false
button.addEventListener('click', async () => {
  sound ??= new AudioContext()
  await sound.resume()
  button.textContent = button.dataset.on
  button.setAttribute('aria-pressed', 'true')
  tone()
})
setInterval(() => {
  const now = Date.now()
  for (const one of document.querySelectorAll('[data-seconds]')) {
    if (!seen.has(one)) seen.set(one, now - one.dataset.seconds * 1000)
    one.textContent = Math.round((now - seen.get(one)) / 1000)
  }
  const even = Math.round(now / 1000) % 2
  document.title = ringing() && even ? button.dataset.alarm + title : title
  if (ringing() && even) tone()
}, 1000)
})()
