// Opens a map on a tap; the map library is loaded only then. A tap on the map picks the point.
(() => {
'use strict'
const TONES = { g: '#0f6b3a', a: '#b35c00', r: '#b3201c' }
const GROUND = { water: ['#9cc3dd', 1], green: ['#b9d7b0', 1], road: ['#c3b287', 3], area: ['#7d8fa3', 1] }
let library
const load = (data) => library ||= new Promise((done, fail) => {
  const sheet = document.createElement('link'), script = document.createElement('script')
  sheet.rel = 'stylesheet'
  sheet.href = data.css
  script.src = data.js
  script.onload = done
  script.onerror = fail
  document.head.append(sheet, script)
}).catch((error) => { library = null; throw error })
const json = async (url) => {
  const answer = await fetch(url)
  if (!answer.ok) throw new Error(answer.status)
  return answer.json()
}
const ground = async (map, data) => {
  if (data.tiles) L.tileLayer(data.tiles, { attribution: data.attribution, maxZoom: 18 }).addTo(map)
  if (!data.base) return
  L.geoJSON(await json(data.base), {
    interactive: false,
    pointToLayer: (feature, at) => L.circleMarker(at, { radius: 0, opacity: 0 }),
    style: ({ properties }) => {
      const [color, weight] = GROUND[properties?.kind] || GROUND.area
      return { color, weight, fillColor: color, fillOpacity: properties?.kind === 'area' ? 0.06 : 0.35 }
    },
    onEachFeature: ({ properties }, layer) => {
      // Names of streets would lie over each other.
      if (properties?.name && properties.kind !== 'road') layer.bindTooltip(document.createTextNode(properties.name), { permanent: true, direction: 'center', className: 'lb' })
    },
  }).addTo(map)
}
const pick = (map, data, note) => {
  const lat = document.getElementById(data.lat), lon = document.getElementById(data.lon)
  let mark
  const put = (at, typed) => {
    mark ||= L.circleMarker(at, { radius: 12, color: '#fff', weight: 3, fillColor: '#b3201c', fillOpacity: 1 }).addTo(map)
    mark.setLatLng(at)
    if (!typed) return
    lat.value = at.lat.toFixed(5)
    lon.value = at.lng.toFixed(5)
    note.textContent = data.ok
  }
  if (lat.value && lon.value) {
    const at = L.latLng(lat.value, lon.value)
    put(at)
    map.setView(at, 16)
  }
  map.on('click', (event) => put(event.latlng, true))
  // By keyboard: arrows move the map, Enter takes its middle.
  map.getContainer().addEventListener('keydown', (event) => {
    if (event.key === 'Enter') { event.preventDefault(); put(map.getCenter(), true) }
  })
}
const points = async (map, data) => {
  const layer = L.geoJSON(await json(data.points), {
    pointToLayer: ({ properties }, at) => L.circleMarker(at, { radius: 9, color: '#fff', weight: 2, fillColor: TONES[properties.tone] || '#0b57a4', fillOpacity: 0.95 }),
    onEachFeature: ({ properties }, one) => {
      const link = document.createElement(properties.href ? 'a' : 'span')
      link.textContent = properties.title
      if (properties.href) link.href = properties.href
      one.bindPopup(link)
    },
  }).addTo(map)
  if (layer.getLayers().length) map.fitBounds(layer.getBounds(), { padding: [24, 24], maxZoom: 16 })
}
const open = async (button, box) => {
  const data = button.dataset
  await load(data)
  const [lat, lon, zoom] = data.centre.split(',').map(Number)
  const map = L.map(box, { preferCanvas: true, zoomControl: false, attributionControl: Boolean(data.attribution), zoomAnimation: !matchMedia('(prefers-reduced-motion: reduce)').matches }).setView([lat, lon], zoom)
  L.control.zoom({ zoomInTitle: data.in, zoomOutTitle: data.out }).addTo(map)
  map.attributionControl?.setPrefix(false)
  if (data.attribution && !data.tiles) map.attributionControl.addAttribution(data.attribution)
  if (data.map === 'pick') pick(map, data, button.parentElement.querySelector('[role=status]'))
  // The ground may fail; the points must still show.
  await Promise.all([ground(map, data).catch(() => {}), data.map === 'show' ? points(map, data) : null])
}
for (const button of document.querySelectorAll('button[data-map]')) {
  const label = button.textContent, hint = button.nextElementSibling, note = hint.nextElementSibling
  let box
  button.onclick = async () => {
    const shown = button.getAttribute('aria-expanded') === 'true'
    button.setAttribute('aria-expanded', String(!shown))
    button.textContent = shown ? label : button.dataset.close
    hint.hidden = shown || !hint.textContent
    if (box) { box.hidden = shown; return }
    box = document.createElement('div')
    box.className = 'map'
    box.setAttribute('role', 'region')
    box.setAttribute('aria-label', button.dataset.label)
    hint.after(box)
    box.scrollIntoView({ block: 'center' })
    try { await open(button, box) } catch {
      box.remove()
      box = null
      note.textContent = button.dataset.fail
      button.setAttribute('aria-expanded', 'false')
      button.textContent = label
    }
  }
}
})()
