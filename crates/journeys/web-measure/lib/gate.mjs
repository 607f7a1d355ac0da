// A gate's page and what its camera sees.

import { writeFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';
import { chromiumPath } from './browser.mjs';

const [WIDE, HIGH, SIDE] = [640, 480, 400];

/** A browser whose camera sees the film; the film is read each time that the camera is opened. */
export const guarded = (film) => chromium.launch({
  executablePath: chromiumPath(),
  headless: true,
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`],
});

/** The street opens a gate and gets a one-time code. */
export async function openGate(clerk, name) {
  await clerk.goto('/desk/gates');
  await clerk.write('input[name=name]', name);
  await clerk.press('form[action="/desk/gates"] .go button, form[action="/desk/gates"] button:not([data-map])');
  const gate = new URL(clerk.tab.url()).pathname.split('/').pop();
  await clerk.press('form[action$="/invite"] button');
  const code = (await clerk.text('.flash')).match(/[0-9A-Z]{4} [0-9A-Z]{4}/)[0];
  return { gate, code };
}

/** The guard's phone is the gate's from now on. */
export async function enrol(guard, code) {
  await guard.goto('/gate');
  await guard.tab.fill('#code', code);
  await guard.tab.press('#code', 'Enter');
  await guard.tab.locator('#typed').waitFor();
}

/** Films a picture (PNG): 30 pictures of 640 x 480 with it in the middle, in shades of grey. */
export async function record(browser, png, film) {
  const context = await browser.newContext();
  try {
    const tab = await context.newPage();
    const grey = await tab.evaluate(async ({ url, wide, high, side }) => {
      const picture = await createImageBitmap(await (await fetch(url)).blob());
      const scale = side / Math.max(picture.width, picture.height);
      const canvas = new OffscreenCanvas(wide, high), paper = canvas.getContext('2d');
      paper.fillStyle = '#fff';
      paper.fillRect(0, 0, wide, high);
      const [width, height] = [picture.width * scale, picture.height * scale];
      paper.drawImage(picture, (wide - width) / 2, (high - height) / 2, width, height);
      const { data } = paper.getImageData(0, 0, wide, high);
      let text = '';
      for (let at = 0; at < data.length; at += 4) text += String.fromCharCode(16 + Math.round(data[at] * 219 / 255));
      return btoa(text);
    }, { url: `data:image/png;base64,${png.toString('base64')}`, wide: WIDE, high: HIGH, side: SIDE });
    const frame = Buffer.concat([Buffer.from('FRAME\n'), Buffer.from(grey, 'base64'), Buffer.alloc(WIDE * HIGH / 2, 128)]);
    const head = `YUV4MPEG2 W${WIDE} H${HIGH} F30:1 Ip A1:1 C420jpeg\n`;
    await writeFile(film, Buffer.concat([Buffer.from(head), ...Array(30).fill(frame)]));
  } finally {
    await context.close();
  }
}
