// A form pressed twice is sent once. The button is not disabled: its own value must be sent too.
(() => {
'use strict'
document.addEventListener('submit', (event) => {
  const form = event.target
  if (!form.matches('[data-once]') || event.defaultPrevented) return
  if (form.dataset.sent) { event.preventDefault(); return }
  form.dataset.sent = '1'
  for (const button of form.querySelectorAll('button:not([type=button])')) button.setAttribute('aria-disabled', 'true')
})
// Coming back by the back button shows the page as it was left.
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) {
    delete form.dataset.sent
    for (const button of form.querySelectorAll('button')) button.removeAttribute('aria-disabled')
  }
})
})()
