// Drawing with the pointer over the veil lifts it, or lets it down again where it begins on a
// lifted cell; a box is drawn from corner to corner.
(() => {
'use strict'
for (const grid of document.querySelectorAll('[data-veil]')) {
  const boxes = [...grid.querySelectorAll('input')], columns = Number(grid.dataset.veil)
  let start = -1, lift = true, before = []
  const cell = event => boxes.findIndex(box => {
    const { left, right, top, bottom } = box.parentElement.getBoundingClientRect()
    return event.clientX >= left && event.clientX < right && event.clientY >= top && event.clientY < bottom
  })
  const draw = end => {
    const xs = [start % columns, end % columns].sort((a, b) => a - b)
    const ys = [start, end].map(at => Math.floor(at / columns)).sort((a, b) => a - b)
    boxes.forEach((box, at) => {
      const x = at % columns, y = Math.floor(at / columns)
      const inside = x >= xs[0] && x <= xs[1] && y >= ys[0] && y <= ys[1]
      box.checked = inside ? lift : before[at]
    })
  }
  grid.addEventListener('pointerdown', event => {
    start = cell(event)
    if (start < 0) return
    before = boxes.map(box => box.checked)
    lift = !before[start]
    grid.setPointerCapture(event.pointerId)
    event.preventDefault()
    draw(start)
  })
  grid.addEventListener('pointermove', event => {
    const end = start < 0 ? -1 : cell(event)
    if (end >= 0) draw(end)
  })
  for (const over of ['pointerup', 'pointercancel']) grid.addEventListener(over, () => { start = -1 })
  // The pointer has done it; the keyboard still clicks.
  grid.addEventListener('click', event => { if (event.detail > 0) event.preventDefault() })
}
})()
