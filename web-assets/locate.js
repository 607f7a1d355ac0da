// "Use where I am now": asks the device once, on a tap, and fills two hidden fields (WGS-84).
(() => {
'use strict'
for (const button of document.querySelectorAll('[data-locate]')) {
  const form = button.form, note = button.nextElementSibling
  const put = (name, value) => {
    let field = form.elements[name]
    if (!field) {
      field = document.createElement('input')
      field.type = 'hidden'
      field.name = name
      form.append(field)
    }
    // Five decimals are about a metre; more would only pretend.
    field.value = value.toFixed(5)
    field.dispatchEvent(new Event('change'))
  }
  // A button that also sends the form does so with a position or without.
  const go = () => { if ('go' in button.dataset) form.submit() }
  button.onclick = (event) => {
    event.preventDefault()
    const fail = () => { note.textContent = button.dataset.fail; go() }
    if (!navigator.geolocation) return fail()
    note.textContent = button.dataset.wait
    const [lat, lon] = button.dataset.locate.split(',')
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      put(lat, coords.latitude)
      put(lon, coords.longitude)
      note.textContent = button.dataset.ok
      go()
    }, fail, { enableHighAccuracy: true, timeout: 8000, maximumAge: 30000 })
  }
}
})()
