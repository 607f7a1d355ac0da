// A report without a network: kept on the phone with its photo, through an ended session and a
// closed page, then sent once.
//
//   node offline.mjs TASK.json        prints what was seen, as JSON
//
// TASK.json: { links: {role: sign-in link}, photo: file, folder, text }.

import { readFile } from 'node:fs/promises';
import { open } from './lib/browser.mjs';
import { Person } from './lib/person.mjs';

const task = JSON.parse(await readFile(process.argv[2], 'utf8'));
const BAR = '[data-queue]';

/** Waits until the line about what waits says `words`; answers all it says. */
async function said(tab, words) {
  const bar = tab.locator(BAR).filter({ hasText: words });
  await bar.waitFor({ timeout: 30_000 });
  return (await bar.innerText()).trim();
}

/** Own cases that tell the text. */
async function cases(rider) {
  const answer = await rider.tab.context().request.get(new URL('/api/v1/cases/mine', rider.root).href);
  return (await answer.json()).items.filter((one) => one.text === task.text);
}

const browser = await open();
try {
  const rider = await Person.enter(browser, task, 'worker', { phone: true });
  const context = rider.tab.context();
  const cookies = await context.cookies();
  await rider.goto('/report/new?matter=road-hazard');
  await rider.choose('input[name=photos]', task.photo);
  await rider.write('textarea[name=text]', task.text);
  const area = rider.tab.locator('select[name=area]');
  await area.selectOption(await area.locator('option:not([value=""])').first().getAttribute('value'));

  await context.setOffline(true);
  await rider.tap('form[action="/report/details"] .go button');
  const seen = { waiting: await said(rider.tab, '待发送') };
  seen.kept = await rider.text('form[action="/report/details"]');
  await rider.shoot('offline-1-kept');
  const before = (await cases(rider).catch(() => [])).length;

  // The session ends before the network is back: nothing is lost, and nobody else sends it.
  await context.clearCookies();
  await context.setOffline(false);
  seen.sign = await said(rider.tab, '登录');
  await rider.shoot('offline-2-sign-in');
  await rider.tab.close();

  // Another day: signed in again, in two pages at once.
  await context.addCookies(cookies);
  const tabs = [await context.newPage(), await context.newPage()];
  await Promise.all(tabs.map((tab) => tab.goto(new URL('/cases/mine', rider.root).href)));
  const sent = await Promise.any(tabs.map((tab) => said(tab, '已发送')));
  rider.tab = tabs[0];
  await rider.shoot('offline-3-sent');
  await Promise.all(tabs.map((tab) => tab.reload()));
  await rider.tab.waitForTimeout(1_000);
  const found = await cases(rider);
  seen.left = (await rider.tab.locator(BAR).innerText()).trim();
  Object.assign(seen, { sent, before, cases: found.length, photos: found[0]?.photos.length ?? 0 });
  console.log(JSON.stringify(seen));
} finally {
  await browser.close();
}
