// Starts the demo city, signs in with the links that it prints, and measures pages.json.
//
//   node drive.mjs      after `cargo build --package yilu`; YILU_BIN names another binary
//
// pages.json is a list of { name, path, kind, as, follow, ... }: `as` is the role whose sign-in
// link is used (none: nobody), `follow` the CSS selectors of links to follow from `path` to what is
// measured instead (ids differ from seed to seed); the rest is as in measure.mjs.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from './lib/browser.mjs';
import { startDemo } from './lib/demo.mjs';
import { enter } from './lib/person.mjs';
import { measure } from './measure.mjs';

// Enough for every page to have something to show.
const DAYS = 2;
const local = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Signs in by a link, as the only one; gives the cookies. */
async function signIn(context, link) {
  await context.clearCookies();
  const tab = await context.newPage();
  await enter(tab, link);
  await tab.close();
  return (await context.cookies()).map(({ name, value }) => ({ name, value }));
}

/** The address to measure: the path itself, or where its links lead. */
async function resolve(context, root, page) {
  const tab = await context.newPage();
  let address = new URL(page.path, root).href;
  for (const selector of page.follow ?? []) {
    await tab.goto(address);
    const target = await tab.locator(selector).first().getAttribute('href');
    address = new URL(target, address).href;
  }
  await tab.close();
  return address;
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
    demo = await startDemo(data, DAYS);
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
