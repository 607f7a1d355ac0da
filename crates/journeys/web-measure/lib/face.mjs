// What a page is before any clock runs: its weight, its requests, its errors, its accessibility,
// its shape on a narrow screen, its picture.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { bringCookies } from './browser.mjs';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const OPEN_MILLISECONDS = 20_000;
const QUIET_MILLISECONDS = 500;

/** Looks at one page in a tab of `context`, and writes its screenshots to `folder`. */
export async function look(context, page, budget, folder) {
  await bringCookies(context, page);
  const tab = await context.newPage();
  await tab.setViewportSize(budget.viewport);
  const seen = await watch(tab, new URL(page.url).host);
  const response = await tab.goto(page.url);
  await seen.quiet();
  const headers = response?.headers() ?? {};
  const found = {
    status: response?.status() ?? 0,
    address: tab.url(),
    policy: headers['content-security-policy'] ?? '',
    bytes: seen.bytes,
    colours: await colours(context, await shot(tab, folder, page.name)),
  };
  if (page.tap) Object.assign(found, await open(context, tab, page, seen, folder));
  Object.assign(found, await accessibility(tab));
  Object.assign(found, await reflow(tab, folder, page.name));
  Object.assign(found, { foreign: seen.foreign, policyErrors: seen.policyErrors, errors: seen.errors });
  await tab.close();
  return found;
}

/** Counts bytes over the wire (headers included) and notes foreign requests and errors. */
async function watch(tab, host) {
  const bytes = new Map();
  const open = new Set();
  let last = Date.now();
  const seen = {
    foreign: [],
    policyErrors: [],
    errors: [],
    get bytes() {
      return [...bytes.values()].reduce((sum, each) => sum + each, 0);
    },
    /** Waits until nothing has been asked for or answered in a while. */
    async quiet() {
      const late = Date.now() + OPEN_MILLISECONDS;
      while ((open.size || Date.now() - last < QUIET_MILLISECONDS) && Date.now() < late) {
        await tab.waitForTimeout(50);
      }
    },
  };
  const note = (text) => {
    const about = /content.security.policy/i.test(text) ? seen.policyErrors : seen.errors;
    about.push(text.slice(0, 200));
  };
  const session = await tab.context().newCDPSession(tab);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  // What a cancelled request had already fetched counts too, so not only finished ones are added.
  const add = (event) => bytes.set(event.requestId, (bytes.get(event.requestId) ?? 0) + event.encodedDataLength);
  // A stream of news stays open for ever.
  session.on('Network.requestWillBeSent', ({ requestId, type }) => {
    last = Date.now();
    if (type !== 'EventSource') open.add(requestId);
  });
  const closed = ({ requestId }) => {
    last = Date.now();
    open.delete(requestId);
  };
  session.on('Network.dataReceived', add);
  session.on('Network.loadingFailed', closed);
  session.on('Network.loadingFinished', (event) => {
    closed(event);
    bytes.set(event.requestId, event.encodedDataLength);
  });
  tab.on('request', (request) => {
    const address = new URL(request.url());
    if (/^(https?|wss?):$/.test(address.protocol) && address.host !== host) seen.foreign.push(request.url());
  });
  tab.on('console', (message) => message.type() === 'error' && note(message.text()));
  tab.on('pageerror', (error) => note(error.message));
  return seen;
}

/** Taps what opens the map and waits until it is drawn. */
async function open(context, tab, page, seen, folder) {
  await tab.locator(page.tap).first().click();
  const map = tab.locator(page.ready ?? page.tap).first();
  await map.waitFor({ state: 'visible', timeout: OPEN_MILLISECONDS });
  await seen.quiet();
  const picture = await map.screenshot({ path: join(folder, `${page.name}-opened.png`) });
  return { openedBytes: seen.bytes, openedColours: await colours(context, picture) };
}

async function accessibility(tab) {
  // By evaluate, since a strict policy forbids adding a script element.
  await tab.evaluate(AXE);
  const result = await tab.evaluate(
    (tags) => globalThis.axe.run(document, { runOnly: { type: 'tag', values: tags } }),
    AXE_TAGS,
  );
  const brief = (rules) =>
    rules.flatMap((rule) =>
      rule.nodes.map(({ target, html }) => ({ rule: rule.id, target: target.join(' '), html: html.slice(0, 80) })),
    );
  return { violations: brief(result.violations), incomplete: brief(result.incomplete) };
}

/** The width by which the page sticks out of a screen of 320 px. */
async function reflow(tab, folder, name) {
  await tab.setViewportSize({ width: 320, height: 640 });
  await tab.waitForTimeout(100);
  await shot(tab, folder, `${name}-320`);
  const overflow = await tab.evaluate(
    () => document.scrollingElement.scrollWidth - document.documentElement.clientWidth,
  );
  return { overflow };
}

const shot = (tab, folder, name) => tab.screenshot({ path: join(folder, `${name}.png`), fullPage: true });

/** How many colours a picture has: a blank map passes every other check. */
async function colours(context, picture) {
  const tab = await context.newPage();
  const count = await tab.evaluate(async (data) => {
    const bitmap = await createImageBitmap(await (await fetch(data)).blob());
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    canvas.drawImage(bitmap, 0, 0);
    return new Set(new Uint32Array(canvas.getImageData(0, 0, bitmap.width, bitmap.height).data.buffer)).size;
  }, `data:image/png;base64,${picture.toString('base64')}`);
  await tab.close();
  return count;
}
