// Finds an open toilet from the first page, without signing in: on a phone that knows where it is,
// and in a browser without scripts, where one chooses a community.
//
//   node doors.mjs TASK.json        prints what was seen, as JSON; pictures go to the task's folder
//
// TASK.json: { url, folder, at: { latitude, longitude } }. The calling test judges what was seen.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { open } from './lib/browser.mjs';

const task = JSON.parse(await readFile(process.argv[2], 'utf8'));
const browser = await open();
const errors = [];

async function visitor(options) {
  const context = await browser.newContext({
    locale: 'zh-CN', viewport: { width: 390, height: 844 }, baseURL: task.url, ...options,
  });
  const tab = await context.newPage();
  tab.on('pageerror', (error) => errors.push(String(error)));
  let taps = 0;
  const press = async (selector) => {
    taps += 1;
    const here = tab.url();
    const moved = tab.waitForURL((url) => url.href !== here);
    await tab.locator(selector).first().click();
    await moved;
  };
  const shoot = (name) => tab.screenshot({ path: join(task.folder, `${name}.png`), fullPage: true });
  return { context, tab, press, shoot, taps: () => taps };
}

/** The first place of the list: its tags, its name. */
const first = async (tab) => ({
  tags: await tab.locator('.list .card').first().locator('.tag').allTextContents(),
  text: await tab.locator('.list .card').first().innerText(),
  count: await tab.locator('.list .card').count(),
});

async function phone() {
  const it = await visitor({ geolocation: task.at, permissions: ['geolocation'] });
  await it.tab.goto('/');
  await it.shoot('doors-1-home');
  await it.press('form[action="/places"] button');
  await it.shoot('doors-2-near');
  await it.press('nav a[href*="need=toilet"]');
  await it.shoot('doors-3-toilet');
  const found = { taps: it.taps(), ...(await first(it.tab)) };
  // The map opens on a tap; its points are those of the list.
  await it.tab.locator('[data-map=show]').click();
  await it.tab.locator('.pick .map canvas').waitFor();
  await it.shoot('doors-4-map');
  await it.press('.list .card a');
  await it.shoot('doors-5-place');
  const before = await it.tab.locator('.flash').first().innerText();
  await it.tab.locator('button[name=says][value=open]').click();
  await it.tab.locator('[role=status].flash').waitFor();
  await it.shoot('doors-6-tapped');
  const after = await it.tab.locator('main').innerText();
  const cookies = (await it.context.cookies()).map(({ name }) => name);
  return { ...found, before, after, cookies };
}

async function plain() {
  const it = await visitor({ javaScriptEnabled: false });
  await it.tab.goto('/');
  await it.press('form[action="/places"] button');
  await it.shoot('doors-plain-where');
  await it.press('form.bar button');
  await it.press('nav a[href*="need=toilet"]');
  return { taps: it.taps(), ...(await first(it.tab)) };
}

console.log(JSON.stringify({ phone: await phone(), plain: await plain(), errors }));
await browser.close();
