// Measures pages against their budgets and says which checks failed.
//
//   node measure.mjs PAGES.json [--out FOLDER] [--budgets FILE] [--only NAME]
//
// PAGES.json is a list of
//   { name, url, kind: "worker" | "map" | "desk",
//     cookies: [{name, value}],     signed in as whom
//     clock: false,                 leaves Lighthouse out: a page much like another one
//     tap, ready,                   CSS selectors: what opens the map, what shows that it is open
//     explained: [{rule, target, html, reason}],   what axe leaves undecided and a person has
//                                   decided: part of its selector, or how its HTML begins
//     budget: {...} }               exceptions from budgets.json
// Screenshots and a report in JSON go to FOLDER. Exit code 1 when a check failed.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { launch } from './lib/browser.mjs';
import { look } from './lib/face.mjs';
import { allPassed, better, isFast, judgeFace, judgeSpeed } from './lib/judge.mjs';
import { speed } from './lib/speed.mjs';

const RUNS_MAX = 3;
const AT_ONCE = 3;
const BUDGETS = fileURLToPath(new URL('budgets.json', import.meta.url));

/** Runs `work` in a browser of its own; an accident counts as one failed check. */
async function withBrowser(budget, work) {
  const browser = await launch(budget.viewport);
  try {
    return await work(browser);
  } catch (error) {
    return { checks: [{ name: 'measured', passed: false, detail: error.message.split('\n')[0] }] };
  } finally {
    await browser.close();
  }
}

/** What needs no clock: several pages at once do not disturb each other. */
async function lookAt(page, budget, folder) {
  return withBrowser(budget, async (browser) => {
    const face = await look(browser.context, page, budget, folder);
    return { face, checks: judgeFace(page, face, budget) };
  });
}

/** What the clock says: one page at a time. */
async function clock(page, budget, seen, runs) {
  if (page.clock === false || !seen.face) return seen;
  const clocked = await withBrowser(budget, async (browser) => {
    let best;
    for (let run = 0; run < runs && !(best && isFast(best, budget)); run++) {
      const measured = await speed(browser, page, budget);
      best = measured ? better(best, measured) : best;
    }
    if (!best) throw new Error('Lighthouse recorded no run');
    return { speed: best, checks: judgeSpeed(best, budget) };
  });
  return { ...seen, ...clocked, checks: [...seen.checks, ...clocked.checks] };
}

/** Gives each of `list` to `work`, so many at once; results stand in the order of the list. */
async function pooled(list, size, work) {
  const results = [];
  const left = [...list.entries()];
  const worker = async () => {
    for (let next = left.shift(); next; next = left.shift()) results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: size }, worker));
  return results;
}

function print(say, page, { face, speed, checks }) {
  const weight = face ? `${(face.bytes / 1024).toFixed(1)} KB` : 'not measured';
  const opened = face?.openedBytes ? `, opened ${(face.openedBytes / 1024).toFixed(1)} KB` : '';
  const clocked = speed
    ? `, performance ${speed.performance}, ` +
      `LCP ${speed.lcp_milliseconds} ms, TBT ${speed.tbt_milliseconds} ms, CLS ${speed.cls}`
    : '';
  const figures = `${weight}${opened}${clocked}`;
  say(`${allPassed(checks) ? 'ok    ' : 'FAILED'} ${page.name}: ${figures}`);
  for (const check of checks) {
    if (!check.passed) say(`       ${check.name}: ${check.detail}`);
  }
}

/** Measures every page and says how each did; returns {passed, failed, pages}. */
export async function measure(pages, { folder, budgets, runs = RUNS_MAX, say = console.log }) {
  const limits = JSON.parse(await readFile(budgets ?? BUDGETS, 'utf8'));
  await mkdir(folder, { recursive: true });
  for (const page of pages) {
    if (!limits[page.kind]) throw new Error(`${page.name}: kind "${page.kind}" has no budget`);
  }
  const budgetOf = (page) => ({ ...limits[page.kind], ...page.budget });
  const seen = await pooled(pages, AT_ONCE, (page) => lookAt(page, budgetOf(page), folder));
  const results = [];
  for (const [at, page] of pages.entries()) {
    const result = await clock(page, budgetOf(page), seen[at], runs);
    print(say, page, result);
    results.push({ name: page.name, url: page.url, ...result });
  }
  await writeFile(join(folder, 'measures.json'), JSON.stringify(results, null, 1));
  const checks = results.flatMap((result) => result.checks);
  const passed = checks.filter((check) => check.passed).length;
  return { passed, failed: checks.length - passed, pages: results };
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { out: { type: 'string' }, budgets: { type: 'string' }, only: { type: 'string' } },
  });
  if (positionals.length !== 1) {
    console.error('usage: node measure.mjs PAGES.json [--out FOLDER] [--budgets FILE] [--only NAME]');
    process.exit(2);
  }
  const listed = JSON.parse(await readFile(positionals[0], 'utf8'));
  const pages = listed.filter((page) => !values.only || page.name === values.only);
  const { passed, failed } = await measure(pages, {
    folder: values.out ?? process.env.YILU_TEST_OUTPUT ?? 'output',
    budgets: values.budgets,
  });
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed || !passed ? 1 : 0);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
