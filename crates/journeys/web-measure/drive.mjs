// Starts the demo city, signs in with the links that it prints, and measures pages.json.
//
//   node drive.mjs      after `cargo build --package yilu`; YILU_BIN names another binary
//
// pages.json is a list of { name, path, kind, as, follow, ... }: `as` is the role whose sign-in
// link is used (none: nobody), `follow` a CSS selector of a link on `path` whose target is measured
// instead (ids differ from seed to seed); the rest is as in measure.mjs.

import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { launch } from './lib/browser.mjs';
import { measure } from './measure.mjs';

const START_MILLISECONDS = 600_000;
const local = (path) => fileURLToPath(new URL(path, import.meta.url));
const binary = process.env.YILU_BIN ?? local('../../../target/debug/yilu');

/**
 * Runs `yilu demo` on a free port and reads its links: any line of standard output that holds an
 * address, under the line's first word. The city serves when the first link has answered.
 */
async function startDemo(data) {
  const city = spawn(binary, ['demo', '--listen', '127.0.0.1:0', '--data', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const links = new Map();
  const lines = createInterface({ input: city.stdout });
  const ready = new Promise((resolve, reject) => {
    let quiet;
    const timer = setTimeout(() => reject(new Error('the demo printed no link in time')), START_MILLISECONDS);
    lines.on('line', (line) => {
      const address = line.match(/https?:\/\/\S+/)?.[0];
      if (!address) return;
      links.set(line.trim().split(/[\s:]+/)[0], address);
      clearTimeout(timer);
      clearTimeout(quiet);
      quiet = setTimeout(resolve, 1000);
    });
    city.on('exit', (code) => reject(new Error(`the demo ended with code ${code}`)));
    city.on('error', reject);
  });
  try {
    await ready;
  } catch (error) {
    city.kill();
    throw error;
  }
  return { city, links };
}

/** Follows a sign-in link, pressing its button when it asks first; gives the cookies. */
async function signIn(context, link) {
  await context.clearCookies();
  const tab = await context.newPage();
  await tab.goto(link);
  const button = tab.locator('main form button[type=submit], main form button:not([type])').first();
  if (tab.url() === link && (await button.count())) {
    await Promise.all([tab.waitForURL((url) => url.href !== link), button.click()]);
  }
  await tab.close();
  return (await context.cookies()).map(({ name, value }) => ({ name, value }));
}

/** The address to measure: the path itself, or where its link leads. */
async function resolve(context, root, page) {
  const address = new URL(page.path, root).href;
  if (!page.follow) return address;
  const tab = await context.newPage();
  await tab.goto(address);
  const target = await tab.locator(page.follow).first().getAttribute('href');
  await tab.close();
  return new URL(target, address).href;
}

async function listPages(listed, links) {
  const browser = await launch({ width: 360, height: 780 });
  const signedIn = new Map();
  const pages = [];
  try {
    const root = new URL([...links.values()][0]).origin;
    for (const page of listed) {
      const role = page.as;
      if (role && !links.has(role)) throw new Error(`${page.name}: no link for "${role}"; have ${[...links.keys()]}`);
      if (role && !signedIn.has(role)) signedIn.set(role, await signIn(browser.context, links.get(role)));
      const cookies = signedIn.get(role) ?? [];
      await browser.context.clearCookies();
      if (cookies.length) await browser.context.addCookies(cookies.map((cookie) => ({ ...cookie, url: root })));
      pages.push({ ...page, cookies, url: await resolve(browser.context, root, page) });
    }
  } finally {
    await browser.close();
  }
  return pages;
}

async function main() {
  const listed = JSON.parse(await readFile(local('pages.json'), 'utf8'));
  if (!listed.length) {
    console.log('skipped: pages.json lists no page');
    return 0;
  }
  const data = await mkdtemp(join(tmpdir(), 'yilu-measure-city-'));
  let demo;
  try {
    demo = await startDemo(data);
    const pages = await listPages(listed, demo.links);
    const folder = process.env.YILU_TEST_OUTPUT ?? local('output');
    const { passed, failed } = await measure(pages, { folder });
    console.log(`${passed} passed, ${failed} failed`);
    return failed ? 1 : 0;
  } finally {
    demo?.city.kill('SIGTERM');
    await rm(data, { recursive: true, force: true });
  }
}

process.exit(await main());
