// Keeps what was typed on this device until the form is sent, at most seven days.
// Never kept: secrets, phone numbers, files, hidden fields.
(() => {
'use strict'
const WEEK = 7 * 86400000
const keeps = (field) => field.name && !['hidden', 'password', 'file', 'tel', 'submit', 'button'].includes(field.type) && field.autocomplete !== 'one-time-code'
for (const form of document.querySelectorAll('form[data-draft]')) {
  const key = 'draft:' + form.dataset.draft
  const fields = () => [...form.elements].filter(keeps)
  const box = (field) => field.type === 'radio' || field.type === 'checkbox'
  try {
    const draft = JSON.parse(localStorage.getItem(key) || 'null')
    // What the server sent back is newer than any draft.
    const empty = fields().every((field) => box(field) ? !field.checked : field.tagName === 'SELECT' || !field.value)
    if (draft && empty && Date.now() - draft.at < WEEK) {
      for (const field of fields()) {
        const values = draft.typed[field.name] || []
        if (box(field)) field.checked = values.includes(field.value)
        else if (values.length) field.value = values[0]
      }
      const note = form.querySelector('[data-kept]')
      if (note) note.textContent = note.dataset.kept
    }
  } catch { /* a full or forbidden store: the form works without */ }
  let timer
  form.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      const typed = {}
      for (const field of fields()) {
        if (field.value && (!box(field) || field.checked)) (typed[field.name] ||= []).push(field.value)
      }
      try { localStorage.setItem(key, JSON.stringify({ at: Date.now(), typed })) } catch { /* as above */ }
    }, 300)
  })
  form.addEventListener('submit', () => {
    clearTimeout(timer)
    // Without a network nothing is sent, so the draft stays.
    if (navigator.onLine) try { localStorage.removeItem(key) } catch { /* as above */ }
  })
}
})()
