// Takes the README's pictures from the demo city: a worker's phone twice and a clerk's inbox; a plan
// of stations on a desk and on a phone, with the heat map that it was made from.
//
//   node screenshot.mjs OUT.png PLAN.png    after a build of yilu; YILU_BIN names another binary

import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from './lib/browser.mjs';
import { startDemo } from './lib/demo.mjs';
import { enter } from './lib/person.mjs';

const DAYS = Number(process.env.DAYS ?? 14);
const BYTES_MAX = 400 * 1024;
const PHONE = { viewport: { width: 360, height: 720 }, isMobile: true, hasTouch: true };
const DESK = { viewport: { width: 1440, height: 720 } };

/** What somebody sees at an address, or behind a link on it. */
async function shots(browser, link, options, places) {
  const context = await browser.newContext({ ...options, locale: 'zh-CN' });
  const tab = await context.newPage();
  await enter(tab, link);
  const pictures = [];
  for (const { path, follow, top } of places) {
    await tab.goto(new URL(path, link).href);
    for (const link of [follow ?? []].flat()) {
      const target = await tab.locator(link).first().getAttribute('href');
      await tab.goto(new URL(target, tab.url()).href);
    }
    if (top) await tab.locator(top).first().evaluate((part) => part.scrollIntoView());
    await tab.waitForTimeout(300);
    pictures.push(await tab.screenshot());
  }
  await context.close();
  return pictures;
}

/** Lays the pictures side by side. */
async function compose(browser, pictures, out) {
  const tab = await browser.newPage({ viewport: { width: 2280, height: 780 } });
  const images = pictures.map((picture) => `<img src="data:image/png;base64,${picture.toString('base64')}">`);
  await tab.setContent(`<style>
    body { margin: 0; padding: 30px; display: flex; gap: 30px; background: #dfe6ee; }
    img { display: block; height: 720px; border-radius: 14px; }
  </style>${images.join('')}`);
  await tab.waitForFunction(() => [...document.images].every((image) => image.complete));
  await tab.screenshot({ path: out });
  const { size } = await stat(out);
  if (size > BYTES_MAX) throw new Error(`${out} has ${size} bytes, more than ${BYTES_MAX}`);
}

const [out, planned] = process.argv.slice(2);
const data = await mkdtemp(join(tmpdir(), 'yilu-screenshot-'));
const { city, links } = await startDemo(data, DAYS);
const browser = await open();
try {
  const phone = await shots(browser, links.get('worker'), PHONE, [
    { path: '/report' },
    { path: '/cases/mine?show=open', follow: '.card:has-text("没解决") a[href^="/cases/0"]', top: '.card:has(.hold)' },
  ]);
  const desk = await shots(browser, links.get('clerk'), DESK, [{ path: '/inbox' }]);
  await compose(browser, [...phone, ...desk], out);
  const run = { path: '/desk/siting', follow: ["tbody a[href^='/desk/siting/']", "tr:last-child a[href*='/runs/']"], top: '.kpi' };
  const planner = links.get('department-clerk');
  const plan = await shots(browser, planner, DESK, [run]);
  const small = await shots(browser, planner, PHONE, [{ ...run, top: '.cols' }, { path: '/desk/heat', top: '.cols' }]);
  await compose(browser, [...plan, ...small], planned);
} finally {
  await browser.close();
  city.kill('SIGTERM');
  await rm(data, { recursive: true, force: true });
}
