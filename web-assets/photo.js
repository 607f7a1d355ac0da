// Shrinks pictures before they are sent (longest side 1600 px, JPEG 0.75) and shows them.
// Drawing them anew leaves out the place and the device stored in the file.
(() => {
'use strict'
const SIDE = 1600, QUALITY = 0.75
const shrink = async (file) => {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: 'from-image' })
    const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(picture.width * scale)
    canvas.height = Math.round(picture.height * scale)
    const pen = canvas.getContext('2d')
    pen.fillStyle = '#fff'
    pen.fillRect(0, 0, canvas.width, canvas.height)
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height)
    picture.close()
    const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', QUALITY))
    return blob ? new File([blob], 'photo.jpg', { type: 'image/jpeg' }) : file
  } catch {
    // A format this browser cannot read: the server shrinks and strips it.
    return file
  }
}
for (const input of document.querySelectorAll('input[data-photos]')) {
  const max = Number(input.dataset.photos)
  const box = input.nextElementSibling
  let kept = []
  const say = (text) => { const p = document.createElement('p'); p.textContent = text; box.append(p) }
  const show = (over) => {
    const files = new DataTransfer()
    for (const file of kept) files.items.add(file)
    input.files = files.files
    for (const image of box.querySelectorAll('img')) URL.revokeObjectURL(image.src)
    box.replaceChildren()
    kept.forEach((file, at) => {
      const figure = document.createElement('figure'), image = new Image(), button = document.createElement('button')
      image.src = URL.createObjectURL(file)
      image.alt = `${at + 1} / ${kept.length}`
      button.type = 'button'
      button.textContent = input.dataset.remove
      button.setAttribute('aria-label', `${input.dataset.remove} ${at + 1}`)
      button.onclick = () => { kept.splice(at, 1); show(); input.focus() }
      figure.append(image, button)
      box.append(figure)
    })
    if (over) say(input.dataset.tooMany.replace('{n}', max))
  }
  input.addEventListener('change', async () => {
    const chosen = [...input.files]
    box.replaceChildren()
    say(input.dataset.busy)
    // One after another: a phone has little memory for ten open pictures.
    const small = []
    for (const file of chosen.slice(0, max)) small.push(await shrink(file))
    const all = max > 1 ? [...kept, ...small] : small
    kept = all.slice(0, max)
    show(all.length > max || chosen.length > max)
  })
}
})()
