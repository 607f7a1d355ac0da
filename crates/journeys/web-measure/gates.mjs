// A pass shown and checked with the network off, in two browsers that know nothing of each other.
//
//   node gates.mjs TASK.json        prints what was seen, as JSON
//
// TASK.json: { links: {role: sign-in link}, folder, vectors: the reference vectors or null }.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { open } from './lib/browser.mjs';
import { enrol, guarded, openGate, record } from './lib/gate.mjs';
import { Person } from './lib/person.mjs';

const task = JSON.parse(await readFile(process.argv[2], 'utf8'));
const film = join(task.folder, 'camera.y4m');
const seen = { verdicts: {}, milliseconds: [] };
const TYPED = '#typed';
const OWN = '.card:has-text("骑手通行证")';
const SHOW = '/passes/show#gate';
const LANGUAGES = () => document.documentElement.lang;

/** The code on a phone, and the short one. */
const shown = async (person) => {
  const canvas = person.tab.locator('.pass canvas');
  await canvas.waitFor();
  return { text: await canvas.getAttribute('data-text'), spoken: await person.text('.spoken b') };
};
/** Types into the gate's box as a scanner would; answers the verdict. */
const check = async (tab, text) => {
  await tab.evaluate(() => document.querySelector('.verdict')?.removeAttribute('data-verdict'));
  await tab.fill(TYPED, text);
  await tab.press(TYPED, 'Enter');
  const verdict = tab.locator('.verdict[data-verdict]');
  await verdict.waitFor();
  seen.milliseconds.push(Number(await tab.locator('[data-gate]').getAttribute('data-milliseconds')));
  return verdict.getAttribute('data-verdict');
};
/** Waits until the service worker keeps the page. */
const worker = async (person, path) => {
  await person.tab.waitForFunction((scope) => navigator.serviceWorker.getRegistration(scope).then((one) => Boolean(one?.active)), path);
};

const browser = await open();
const hut = await guarded(film);
try {
  // The street opens a gate and gets a one-time code.
  const clerk = await Person.enter(browser, task, 'clerk');
  const { gate, code } = await openGate(clerk, '银泰公寓东门');
  await clerk.shoot('gates-1-code');

  // The guard's phone is enrolled, and its page kept.
  const context = await hut.newContext({ viewport: { width: 390, height: 844 }, locale: 'zh-CN', permissions: ['camera'] });
  const guard = new Person(await context.newPage(), { root: clerk.root, folder: task.folder, phone: false, name: 'guard' });
  await enrol(guard, code);
  await worker(guard, '/gate');
  await guard.shoot('gates-2-enrolled');

  // The rider's first day: from the front page to a pass. The demo's rider has one, and gives it back.
  const rider = await Person.enter(browser, task, 'worker', { phone: true });
  await rider.goto('/passes');
  await rider.press(`${OWN} form[action$="/revoke"] button`);
  await rider.goto('/');
  const began = Date.now();
  rider.taps = 0;
  await rider.press('a[href="/passes"]');
  await rider.press('form[action="/passes"]:has(input[value=gate]) button');
  await shown(rider);
  seen.rider = { taps: rider.taps, milliseconds: Date.now() - began };
  await worker(rider, '/passes/show');
  await rider.shoot('gates-3-pass');

  // Both networks are off, and both pages are opened anew.
  await rider.tab.context().setOffline(true);
  await context.setOffline(true);
  await rider.tab.goto('about:blank');
  await rider.tab.goto(new URL(SHOW, rider.root).href);
  await guard.tab.goto(new URL('/gate', guard.root).href);
  await guard.tab.locator(TYPED).waitFor();
  // Kept in the phone's language, not in that of the browser's own requests.
  seen.languages = [await rider.tab.evaluate(LANGUAGES), await guard.tab.evaluate(LANGUAGES)];
  const first = await shown(rider);
  await rider.shoot('gates-4-offline');
  seen.verdicts.good = await check(guard.tab, first.text);
  await guard.shoot('gates-5-accept');
  seen.verdicts.replayed = await check(guard.tab, first.text);
  await guard.shoot('gates-6-replayed');
  seen.verdicts.typed = await check(guard.tab, first.spoken.toLowerCase());
  seen.verdicts.typedAgain = await check(guard.tab, first.spoken);
  const middle = first.text.length >> 1;
  const swap = first.text[middle] === 'A' ? 'B' : 'A';
  seen.verdicts.forged = await check(guard.tab, first.text.slice(0, middle) + swap + first.text.slice(middle + 1));
  seen.verdicts.guessed = await check(guard.tab, '0000000000');
  seen.verdicts.other = await check(guard.tab, 'https://example.cn/');
  // What the phone could be made to show: an old code, and the pass without its changing part.
  const [old, cut] = await rider.tab.evaluate(async () => {
    const core = await import(document.querySelector('[data-pass]').dataset.core);
    const base = await new Promise((done) => { const ask = indexedDB.open('yilu-passes', 1); ask.onsuccess = () => done(ask.result); });
    const passes = await new Promise((done) => { const ask = base.transaction('passes').objectStore('passes').getAll(); ask.onsuccess = () => done(ask.result); });
    base.close();
    const pass = passes.find((one) => one.kind === 'gate');
    const day = pass.days.find((one) => one.from <= Date.now() / 1000 && Date.now() / 1000 < one.until);
    return [await core.rotate(day.token, day.key, core.stepAt(Date.now() / 1000) - 20), day.token];
  });
  seen.verdicts.screenshot = await check(guard.tab, old);
  seen.verdicts.cut = await check(guard.tab, cut);
  // The same gate two days later, still without a network.
  seen.verdicts.expired = await guard.tab.evaluate(async (text) => {
    const core = await import(document.querySelector('[data-gate]').dataset.core);
    const base = await new Promise((done) => { const ask = indexedDB.open('yilu-gate', 1); ask.onsuccess = () => done(ask.result); });
    const gate = await new Promise((done) => { const ask = base.transaction('facts').objectStore('facts').get('gate'); ask.onsuccess = () => done(ask.result); });
    base.close();
    return (await core.judge(text, gate, new Map(), Date.now() / 1000 + 49 * 3600)).verdict;
  }, first.text);

  // The camera, on a phone four times slower.
  await rider.tab.waitForFunction((text) => document.querySelector('.pass canvas').dataset.text !== text, first.text, { timeout: 40_000 });
  await record(hut, await rider.tab.locator('.pass canvas').screenshot(), film);
  await guard.goto('/gate');
  await guard.tab.locator(TYPED).waitFor();
  const session = await context.newCDPSession(guard.tab);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await guard.tab.evaluate(() => document.querySelector('.verdict').removeAttribute('data-verdict'));
  await guard.tap('.gate > .btn.w');
  const verdict = guard.tab.locator('.verdict[data-verdict]');
  await verdict.waitFor({ timeout: 30_000 });
  seen.verdicts.camera = await verdict.getAttribute('data-verdict');
  await guard.tab.waitForFunction(() => document.querySelector('[data-gate]').dataset.cameraMilliseconds);
  seen.camera = Number(await guard.tab.locator('[data-gate]').getAttribute('data-camera-milliseconds'));
  await guard.shoot('gates-7-camera');
  seen.slow = Number(await guard.tab.locator('[data-gate]').getAttribute('data-milliseconds'));
  await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  await guard.tap('.gate > .btn.w');

  // Online again: what happened is uploaded, the holder sees who read the pass, and ends it.
  await context.setOffline(false);
  await rider.tab.context().setOffline(false);
  await guard.tab.waitForFunction(() => !document.querySelector('.gate > .meta')?.textContent.includes('待上传'), null, { timeout: 30_000 });
  await rider.goto('/passes');
  await rider.press(`${OWN} a[href$="/reads"]`);
  seen.reads = await rider.text('main');
  await rider.shoot('gates-8-reads');
  await rider.goto(SHOW);
  const last = await shown(rider);
  await rider.goto('/passes');
  await rider.press(`${OWN} form[action$="/revoke"] button`);
  await guard.goto('/gate');
  await guard.tab.waitForResponse((answer) => answer.url().includes('/gates/') && answer.ok());
  await guard.tab.waitForTimeout(500);
  await context.setOffline(true);
  seen.verdicts.revoked = await check(guard.tab, last.text);
  await context.setOffline(false);

  // Somebody without an account, at the gate's poster.
  const visitor = await Person.enter(browser, task, null, { phone: true });
  await visitor.goto(`/passes/visitor?gate=${gate}`);
  const arrived = Date.now();
  await visitor.press('form[action="/passes/visitor"] button');
  const pass = await shown(visitor);
  seen.visitor = { taps: visitor.taps, milliseconds: Date.now() - arrived };
  seen.verdicts.visitor = await check(guard.tab, pass.text);
  await visitor.shoot('gates-9-visitor');
  seen.left = (await visitor.text('body')).match(/1[3-9]\d{9}/g) ?? [];

  // The reference vectors, judged by the browser.
  seen.vectors = task.vectors && await guard.tab.evaluate(async ({ vectors }) => {
    const core = await import(document.querySelector('[data-gate]').dataset.core);
    const key = await core.importKey({ alg: -8, public: vectors.test_only_keys.ed25519_public });
    if (!key) return null;
    const gate = { issuer: 'wx', area: String(vectors.gate_area), audience: 'gate', proofs: { 1: 'picture' }, keys: { 2611: [{ alg: -8, issuer: 'wx', areas: ['32'], guests: [], from: 0, until: 4e9, key }] }, days: [], lists: {}, listSeconds: 86400, againSeconds: 0 };
    const wrong = [];
    for (const one of vectors.vectors) {
      const { verdict } = await core.judge(one.qr_text, gate, new Map(), one.verify_at);
      if (verdict !== one.expect) wrong.push([one.name, one.expect, verdict]);
    }
    return { count: vectors.vectors.length, wrong };
  }, { vectors: task.vectors });
  seen.errors = Person.errors.filter((one) => !one.includes('ERR_INTERNET_DISCONNECTED'));
  console.log(JSON.stringify(seen));
} finally {
  await browser.close();
  await hut.close();
}
