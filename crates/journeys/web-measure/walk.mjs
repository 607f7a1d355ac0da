// Walks one report through the whole city in a browser, each person in a browser of their own:
// the rider reports with a photo, the street accepts and hands over, urban management answers, the
// rider disputes, they answer again, the rider confirms, points come, the public page shows it.
//
//   node walk.mjs TASK.json        prints what was seen, as JSON; pictures go to the task's folder
//
// TASK.json: { links: {role: sign-in link}, photo: file, folder, text, otherText }.
// The calling test judges what was seen; this only fails when a step cannot be taken.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { open } from './lib/browser.mjs';
import { Person } from './lib/person.mjs';

const task = JSON.parse(await readFile(process.argv[2], 'utf8'));
const UNIT = '城市管理局';

/** Reports from the first page on; the taps of a phone's glass are counted, typing is not. */
async function report(rider, text) {
  await rider.goto('/');
  const before = rider.taps;
  await rider.press('main a[href="/report"]');
  await rider.shoot('1-kinds');
  await rider.press('main a[href="/report/new?matter=parking"]');
  await rider.choose('input[name=photos]', task.photo);
  await rider.write('textarea[name=text]', text);
  await rider.shoot('2-details');
  await rider.press('form[action="/report/details"] .go button');
  await rider.shoot('3-check');
  await rider.press('main form[action$="/send"] button');
  await rider.shoot('4-receipt');
  const id = new URL(rider.tab.url()).pathname.match(/^\/cases\/([^/]+)\/sent$/)?.[1];
  if (!id) throw new Error(`no receipt, but ${rider.tab.url()}`);
  return { id, number: await rider.text('.receipt .no'), taps: rider.taps - before };
}

/** The photo as the rider's own page serves it. */
async function photoOf(rider, id) {
  await rider.goto(`/cases/${id}`);
  const address = await rider.tab.locator('main img[src*="/photos/"]').first().getAttribute('src');
  return rider.bytes(address);
}

/** Finds the case by its number, as a clerk who was called does. */
async function find(clerk, number) {
  await clerk.goto('/inbox');
  await clerk.write('#f-q', number);
  await clerk.press('form[role=search] button');
}

async function accept(clerk) {
  await clerk.press('#act-accept button');
}

async function handOver(clerk, to) {
  const select = clerk.tab.locator('select[name="assign-unit"]');
  const unit = await select.locator('option').filter({ hasText: to }).first().getAttribute('value');
  await select.selectOption(unit);
  await clerk.write('textarea[name="assign-reason"]', '非机动车停放归城市管理。');
  await clerk.press('#act-assign .go button');
}

async function answer(clerk, number, outcome, text) {
  await find(clerk, number);
  // Whoever was handed a case accepts it first, where the rules ask for it.
  if (await clerk.tab.locator('#act-accept button').count()) await accept(clerk);
  await clerk.tap(`#act-answer label:has(input[value=${outcome}])`);
  await clerk.write('textarea[name="answer-text"]', text);
  await clerk.press('#act-answer .go button');
}

async function dispute(rider, id, why) {
  await rider.goto(`/cases/${id}`);
  await rider.shoot('5-answered');
  await rider.press(`main a[href="/cases/${id}/dispute"]`);
  await rider.write('textarea[name=words]', why);
  await rider.press('main form .go button');
}

async function confirm(rider, id) {
  await rider.goto(`/cases/${id}`);
  await rider.press(`main form[action="/cases/${id}/confirm"] button`);
  await rider.shoot('6-confirmed');
}

async function points(rider) {
  await rider.goto('/points');
  await rider.shoot('7-points');
  return Number(await rider.text('.kpi b, .kpis b, .kpi dd'));
}

/** Who the rider is, masked and in full: what no public page may say. */
async function identity(rider) {
  const shown = async (path) => {
    await rider.goto(path);
    const values = rider.tab.locator('main dl dd:not(.chg)');
    return (await values.allInnerTexts()).map((text) => text.trim()).slice(0, 2);
  };
  return [...(await shown('/me')), ...(await shown('/me?full=1'))];
}

async function publicPage(visitor, number) {
  await visitor.goto(`/progress/${number}`);
  await visitor.shoot('8-public');
  return { html: await visitor.tab.content(), text: await visitor.text('main') };
}

async function walk(browser) {
  const person = (role, options) => Person.enter(browser, task, role, options);
  const rider = await person('worker', { phone: true });
  const street = await person('clerk');
  const management = await person('department-clerk');
  const seen = { identity: await identity(rider), points: [await points(rider)] };

  Object.assign(seen, await report(rider, task.text));
  seen.photo = await photoOf(rider, seen.id);
  await find(street, seen.number);
  await accept(street);
  await handOver(street, UNIT);
  await street.shoot('desk-handed-over');
  await answer(management, seen.number, 'partly', '已联系商场，正在协调划线。');
  await management.shoot('desk-answered');
  await dispute(rider, seen.id, '还是没有地方停。');
  await answer(management, seen.number, 'solved', '东口已划出十二个骑手车位，今天起可以停。');
  await confirm(rider, seen.id);
  seen.points.push(await points(rider));

  const visitor = await Person.enter(browser, task, null, { phone: true });
  seen.public = await publicPage(visitor, seen.number);

  await management.goto('/inbox');
  await management.shoot('desk-inbox');
  const plain = await person('worker', { phone: true, script: false, cookies: await rider.cookies() });
  seen.plain = await report(plain, task.otherText);
  seen.plain.photo = await photoOf(plain, seen.plain.id);
  seen.errors = Person.errors;
  return seen;
}

const browser = await open();
try {
  process.stdout.write(JSON.stringify(await walk(browser)));
} finally {
  await browser.close();
}
