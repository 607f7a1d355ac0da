// A slider over the choices of a select: moving it tells the choice, resting on one asks for it.
(() => {
'use strict'
for (const box of document.querySelectorAll('[data-slide]')) {
  const select = document.getElementById(box.dataset.slide)
  if (!select) continue
  const range = document.createElement('input'), told = document.createElement('output')
  range.type = 'range'
  range.max = select.options.length - 1
  range.value = select.selectedIndex
  range.setAttribute('aria-label', box.dataset.label)
  const tell = () => {
    const text = select.options[range.value].text
    told.textContent = text
    range.setAttribute('aria-valuetext', text)
  }
  let wait
  range.oninput = () => {
    select.selectedIndex = range.value
    tell()
    clearTimeout(wait)
    wait = setTimeout(() => {
      try { sessionStorage.slid = box.dataset.slide } catch { /* no storage: the focus is lost */ }
      select.form.requestSubmit()
    }, 700)
  }
  tell()
  box.append(range, told)
  try {
    if (sessionStorage.slid === box.dataset.slide) range.focus({ preventScroll: true })
    delete sessionStorage.slid
  } catch { /* as above */ }
}
})()
