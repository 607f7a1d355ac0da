// The browser under test: found by name, cut off from every network but this machine.

import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--enable-unsafe-swiftshader',
  // The browser's own words, such as those beside a file, in the page's language.
  '--lang=zh-CN',
  // A request to anybody else fails, so that a page which needs one shows it.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** The path of Chromium: YILU_TEST_CHROMIUM, or the first known name on the PATH. */
export function chromiumPath() {
  if (process.env.YILU_TEST_CHROMIUM) return process.env.YILU_TEST_CHROMIUM;
  for (const name of NAMES) {
    try {
      return execFileSync('which', [name], { encoding: 'utf8' }).trim();
    } catch {
      // the next name
    }
  }
  throw new Error('no Chromium found; scripts/test installs it, or set YILU_TEST_CHROMIUM');
}

async function freePort() {
  const server = createServer();
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

/** Starts Chromium for people with contexts of their own. */
export function open() {
  const env = { ...process.env, LANGUAGE: 'zh_CN' };
  return chromium.launch({ executablePath: chromiumPath(), headless: true, args: ARGUMENTS, env });
}

/**
 * Starts Chromium with a fresh profile. Lighthouse joins it at `port` and shares the cookies of
 * `context`. `close` ends it and removes the profile.
 */
export async function launch(viewport) {
  const profile = await mkdtemp(join(tmpdir(), 'yilu-measure-'));
  const port = await freePort();
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath(),
    headless: true,
    locale: 'zh-CN',
    viewport,
    args: [...ARGUMENTS, `--remote-debugging-port=${port}`],
  });
  const close = async () => {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  };
  return { context, port, close };
}

/** Signs the context in with the page's cookies: [{name, value}]. */
export async function bringCookies(context, page) {
  const cookies = (page.cookies ?? []).map(({ name, value }) => ({ name, value, url: new URL(page.url).origin }));
  if (cookies.length) await context.addCookies(cookies);
}
