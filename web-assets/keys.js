// The desk by keyboard: j k move, x selects, Enter opens, / searches, ? helps.
(() => {
'use strict'
const table = () => document.querySelector('table[data-keys]')
const rows = () => [...table().tBodies[0].rows]
const current = () => table().querySelector('tr.cur')
const move = (by) => {
  const all = rows(), from = all.indexOf(current())
  const row = all[Math.max(0, Math.min(all.length - 1, from < 0 ? 0 : from + by))]
  if (!row) return
  current()?.classList.remove('cur')
  row.classList.add('cur')
  const target = row.querySelector('a') || row.querySelector('input')
  target?.focus({ preventScroll: true })
  row.scrollIntoView({ block: 'nearest' })
}
const help = () => {
  const words = table().dataset
  const dialog = document.createElement('dialog')
  const title = document.createElement('h2')
  title.textContent = words.title
  dialog.append(title)
  for (const [keys, text] of [['j k', words.move], ['x', words.select], ['Enter', words.open], ['/', words.search], ['?', words.help]]) {
    const line = document.createElement('p')
    for (const key of keys.split(' ')) { const k = document.createElement('kbd'); k.textContent = key; line.append(k, ' ') }
    line.append(text)
    dialog.append(line)
  }
  dialog.onclose = () => dialog.remove()
  document.body.append(dialog)
  dialog.showModal()
}
const deeds = {
  j: () => move(1),
  k: () => move(-1),
  x: () => current()?.querySelector('input[type=checkbox]')?.click(),
  '/': () => document.querySelector('input[type=search]')?.focus(),
  '?': help,
}
document.addEventListener('keydown', (event) => {
  const at = event.target
  const typing = at.matches('textarea, select, input:not([type=checkbox]):not([type=radio])')
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
  if (typing) { if (event.key === 'Escape') at.blur(); return }
  const deed = !document.querySelector('dialog[open]') && table() && deeds[event.key]
  if (deed) { event.preventDefault(); deed() }
})
document.addEventListener('change', (event) => {
  if (!event.target.matches('[data-all]')) return
  for (const box of event.target.closest('table').querySelectorAll('tbody .ck')) box.checked = event.target.checked
})
})()
