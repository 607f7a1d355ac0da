// Walks the whistle of Balizhuang: the council's speaker reports, the street calls seven units, one
// never reports in, one tries to hand back twice; what was promised is built, recorded and looked
// at by three riders; the street answers, the speaker confirms.
//
//   node balizhuang.mjs TASK.json
//
// Asks for time with a line `pass MINUTES` and waits for a line; the last line is what was seen, as
// JSON. The calling test judges it; this only fails when a step cannot be taken.

import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { open } from './lib/browser.mjs';
import { Person } from './lib/person.mjs';

const task = JSON.parse(await readFile(process.argv[2], 'utf8'));
const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

async function pass(minutes) {
  process.stdout.write(`pass ${minutes}\n`);
  await answers.next();
}

function person(browser, name, value, options = {}) {
  const links = { root: task.root };
  const cookies = [{ name: task.cookie, value, url: task.root }];
  return Person.enter(browser, { links, folder: task.folder }, name, { ...options, cookies });
}

const pageOf = (id) => `/desk/cases/${id}`;
const partForm = (number, act) => `form[action*="/parts/${number}/${act}?"]`;

/** What the speaker of the council puts down on a phone; answers the case's id. */
async function report(speaker) {
  await speaker.goto('/report/new?matter=parking');
  await speaker.tab.locator('select[name=area]').selectOption(task.area);
  await speaker.write('textarea[name=text]', '三月恳谈会上大家提了四件事：停车难、分拣难、进门难、充电难，请街道协调。');
  await speaker.press('form[action="/report/details"] .go button');
  await speaker.press('main form[action$="/send"] button');
  return new URL(speaker.tab.url()).pathname.match(/^\/cases\/([^/]+)\/sent$/)[1];
}

/** Calls all seven; answers the number of each one's part. */
async function whistle(street, id) {
  await street.goto(pageOf(id));
  await street.press('#act-accept button');
  await street.tap('#act-whistle summary');
  for (const part of task.parts) {
    await street.tap(`#call-${part.unit}`);
    await street.write(`input[name="whistle-task-${part.unit}"]`, part.task);
  }
  await street.shoot('1-whistle');
  await street.press('#act-whistle .go button');
  await street.shoot('2-called');
  // Parts are numbered in the order of the page, which lists the nearest units first.
  const shown = await street.tab.locator('[id^="part-"]').allInnerTexts();
  return task.parts.map(({ name }) => shown.findIndex((text) => text.includes(name)) + 1);
}

async function reportIn(unit, id, number) {
  await unit.goto(pageOf(id));
  await unit.press(`${partForm(number, 'acknowledge')} button`);
}

async function handBack(unit, id, number) {
  await unit.goto(pageOf(id));
  await unit.tap(`#part${number}-hand-back-form summary`);
  await unit.write(`textarea[name="part${number}-hand-back-reason"]`, '平台没有场地，应由街道统筹');
  await unit.press(`${partForm(number, 'hand-back')} button`);
}

async function give(street, id, number, to, why) {
  await street.goto(pageOf(id));
  await street.tab.locator(`select[name="part${number}-give-unit"]`).selectOption(to);
  await street.write(`textarea[name="part${number}-give-reason"]`, why);
  await street.press(`${partForm(number, 'give')} button`);
}

/** Sends the second hand-back although no form for it is shown; answers what was told. */
async function forceBack(unit, id, number) {
  const answer = await unit.tab.context().request.post(
    `${task.root}/api/v1/cases/${id}/parts/${number}/hand-back`,
    { data: { text: '还是没有场地' }, headers: { 'sec-fetch-site': 'same-origin' } },
  );
  return { status: answer.status(), ...(await answer.json()) };
}

async function build(unit, street, id, number, part) {
  if (part.built) {
    await unit.goto(`${pageOf(id)}/results`);
    await unit.tab.locator('select[name=kind]').selectOption(part.built.kind);
    await unit.write('input[name=quantity]', String(part.built.quantity));
    await unit.tab.locator('input[name=address]').fill(part.built.address);
    await unit.press('main form[action$="/results"] .go button');
  }
  await unit.goto(pageOf(id));
  await unit.write(`textarea[name="part${number}-answer-text"]`, part.done);
  await unit.press(`${partForm(number, 'answer')} button`);
  await street.goto(pageOf(id));
  await street.press(`${partForm(number, 'close')} button`);
}

async function look(rider) {
  await rider.goto('/results');
  const links = rider.tab.locator('main a[href^="/results/"]');
  const addresses = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  for (const address of new Set(addresses)) {
    await rider.goto(address);
    await rider.tap('label:has(input[name=there][value=yes])');
    await rider.press('main form .go button');
  }
}

async function walk(browser) {
  const seen = {};
  const speaker = await person(browser, 'speaker', task.riders[0], { phone: true });
  const units = [];
  for (const [index, part] of task.parts.entries()) {
    units.push(await person(browser, `unit${index + 1}`, part.cookie));
  }
  const street = units[task.street];
  const back = units[task.twice];

  const id = await report(speaker);
  const numbers = await whistle(street, id);
  const [silent, twice] = [numbers[task.silent], numbers[task.twice]];
  for (const [index, unit] of units.entries()) {
    if (index !== task.silent && index !== task.twice) await reportIn(unit, id, numbers[index]);
  }
  await handBack(back, id, twice);
  await give(street, id, twice, task.parts[task.twice].unit, '场地由街道落实，柜子由平台投放');
  await back.goto(pageOf(id));
  seen.offered = await back.tab.locator(partForm(twice, 'hand-back')).count();
  seen.refused = await forceBack(back, id, twice);
  await reportIn(back, id, twice);

  await pass(4 * 60);
  await street.goto(pageOf(id));
  seen.late = await street.text('main');
  await street.shoot('3-late');
  // The district has been told, and the street does not wait: it takes the part itself.
  await give(street, id, silent, task.parts[task.street].unit, '至今未报到，由街道先行办理');
  await reportIn(street, id, silent);
  seen.early = await street.tab.locator('#act-answer').count();

  await pass(60);
  for (const [index, part] of task.parts.entries()) {
    const unit = index === task.silent ? street : units[index];
    await build(unit, street, id, numbers[index], part);
  }
  for (const [index, cookie] of task.riders.slice(1).entries()) {
    await look(await person(browser, `rider${index + 1}`, cookie, { phone: true }));
  }
  const visitor = await person(browser, 'reader', task.riders[1], { phone: true });
  await visitor.goto('/results');
  seen.results = await visitor.text('main');
  await visitor.shoot('4-results');

  await street.goto(pageOf(id));
  await street.tap('#act-answer label:has(input[value=solved])');
  await street.write('textarea[name="answer-text"]', '四件事都办了：停车场、分拣房、电池柜、充电口已经启用，小区东门可以进。');
  await street.press('#act-answer .go button');
  await speaker.goto(`/cases/${id}`);
  await speaker.press(`main form[action="/cases/${id}/confirm"] button`);
  seen.own = await speaker.text('main');
  await speaker.shoot('5-confirmed');
  await speaker.goto('/points');
  seen.points = await speaker.text('.kpi b');
  await street.goto(pageOf(id));
  seen.desk = await street.text('main');
  await street.shoot('6-done');
  seen.errors = Person.errors;
  return seen;
}

const browser = await open();
try {
  process.stdout.write(`${JSON.stringify(await walk(browser))}\n`);
} finally {
  await browser.close();
  process.stdin.destroy();
}
