// How long somebody waits at a gate: from the text of a code to the verdict, and from the camera's
// start to the verdict, on this machine and on a phone four times slower.
//
//   node gate-speed.mjs [--checks 200] [--loads 20] [--cameras 10]        prints a table
//
// YILU_BIN names the program; YILU_TEST_CHROMIUM the browser. `bench/run doors` gives both.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { open } from './lib/browser.mjs';
import { startDemo } from './lib/demo.mjs';
import { enrol, guarded, openGate, record } from './lib/gate.mjs';
import { Person } from './lib/person.mjs';

const { values } = parseArgs({ options: {
  checks: { type: 'string', default: '200' },
  loads: { type: 'string', default: '20' },
  cameras: { type: 'string', default: '10' },
} });
const [checks, loads, cameras] = [values.checks, values.loads, values.cameras].map(Number);
const folder = await mkdtemp(join(tmpdir(), 'yilu-gate-'));
const film = join(folder, 'camera.y4m');
const { city, links } = await startDemo(join(folder, 'data'), 1);
const task = { links: Object.fromEntries(links), folder };
const browser = await open();
const hut = await guarded(film);
const rows = [];

/** One row of the table, in milliseconds. */
const tell = (what, throttle, all) => {
  const sorted = all.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  rows.push({ what, throttle, count: sorted.length, median: at(0.5), p95: at(0.95), longest: sorted.at(-1) });
};
const shown = async (person) => {
  await person.tab.locator('.pass canvas').waitFor();
  return person.tab.locator('.pass canvas').getAttribute('data-text');
};
/** Types into the gate's box as a scanner would. */
const check = async (tab, text) => {
  await tab.evaluate(() => document.querySelector('.verdict').removeAttribute('data-verdict'));
  await tab.fill('#typed', text);
  await tab.press('#typed', 'Enter');
  await tab.locator('.verdict[data-verdict]').waitFor();
  const { milliseconds, shownMilliseconds } = await tab.evaluate(() => ({ ...document.querySelector('[data-gate]').dataset }));
  return [Number(milliseconds), Number(shownMilliseconds)];
};
const ready = async (guard) => {
  await guard.goto('/gate');
  await guard.tab.locator('#typed').waitFor();
  // As long as a guard takes to turn to somebody.
  await guard.tab.waitForTimeout(1500);
};
/** From the tap on the camera's button to the verdict. */
const camera = async (guard) => {
  await ready(guard);
  await guard.tap('.gate > .btn.w');
  await guard.tab.waitForFunction(() => document.querySelector('[data-gate]').dataset.cameraMilliseconds, null, { timeout: 60_000 });
  const taken = Number(await guard.tab.locator('[data-gate]').getAttribute('data-camera-milliseconds'));
  await guard.tap('.gate > .btn.w');
  return taken;
};
const times = async (count, work) => {
  const all = [];
  while (all.length < count) all.push(await work());
  return all;
};

try {
  const clerk = await Person.enter(browser, task, 'clerk');
  const { code } = await openGate(clerk, '银泰公寓东门');
  const context = await hut.newContext({ viewport: { width: 390, height: 844 }, locale: 'zh-CN', permissions: ['camera'] });
  const guard = new Person(await context.newPage(), { root: clerk.root, folder, phone: false, name: 'guard' });
  await enrol(guard, code);
  const session = await context.newCDPSession(guard.tab);
  const rider = await Person.enter(browser, task, 'worker', { phone: true });
  await rider.goto('/passes/show#gate');
  await shown(rider);
  await rider.goto('/passes');
  await rider.press('.card:has-text("骑手通行证") form[action$="/paper"] button');
  const paper = await rider.tab.locator('.paper svg').screenshot();
  await rider.goto('/passes/show#gate');
  for (const throttle of [1, 4]) {
    await session.send('Emulation.setCPUThrottlingRate', { rate: throttle });
    const first = [];
    for (let load = 0; load < loads; load++) {
      await ready(guard);
      first.push((await check(guard.tab, await shown(rider)))[0]);
    }
    tell('text to verdict, first code after the page was opened', throttle, first);
    const all = await times(checks, async () => check(guard.tab, await shown(rider)));
    tell('text to verdict', throttle, all.map(([verdict]) => verdict));
    tell('text to what the guard sees', throttle, all.map(([, seen]) => seen));
    tell('camera to verdict, changing code', throttle, await times(cameras, async () => {
      await record(hut, await rider.tab.locator('.pass canvas').screenshot(), film);
      return camera(guard);
    }));
    await record(hut, paper, film);
    tell('camera to verdict, printed code', throttle, await times(cameras, () => camera(guard)));
  }
  console.log('| | CPU | times | median | p95 | longest |\n|---|---|---|---|---|---|');
  for (const { what, throttle, count, median, p95, longest } of rows) {
    const [a, b, c] = [median, p95, longest].map((ms) => `${ms < 100 ? ms.toFixed(1) : Math.round(ms)} ms`);
    console.log(`| ${what} | ${throttle === 1 ? 'as it is' : `${throttle} times slower`} | ${count} | ${a} | ${b} | ${c} |`);
  }
} finally {
  await browser.close();
  await hut.close();
  city.kill('SIGTERM');
  await rm(folder, { recursive: true, force: true });
}
