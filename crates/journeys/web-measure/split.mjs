// Plans the division of a branch of 312 members at a desk, and looks at the tree that is drawn.
//
//   node split.mjs TASK.json        prints what was seen, as JSON; pictures go to the task's folder
//
// TASK.json: { links: { role: address }, folder }. The calling test judges what was seen.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { open } from './lib/browser.mjs';
import { Person } from './lib/person.mjs';

const task = JSON.parse(await readFile(process.argv[2], 'utf8'));
const browser = await open();
const secretary = await Person.enter(browser, task, 'branch-secretary');
const { tab } = secretary;
const shoot = (name) => tab.screenshot({ path: join(task.folder, `${name}.png`), fullPage: true });

const branch = '快递第一党支部';
await shoot('split-1-home');
await secretary.goto('/desk/branches');
await shoot('split-2-branches');
await secretary.press(`main a:has-text("${branch}")`);
await shoot('split-3-branch');
await secretary.press('main a[href$="/split"]');
await tab.fill('input[name=branches]', '8');
await shoot('split-4-wish');
await secretary.press('main form[action$="/split"] button');
// 312 rows make a long picture: the first screen tells enough.
await tab.screenshot({ path: join(task.folder, 'split-5-plan.png') });

const tree = tab.locator('svg[data-tree]');
const boxes = await tree.evaluate((svg) => {
  const lines = [...svg.querySelectorAll('text')].map((text) => text.textContent);
  const count = svg.querySelectorAll('rect').length;
  const each = lines.length / count;
  return Array.from({ length: count }, (_, at) => lines.slice(at * each, (at + 1) * each).join(' '));
});
// The branch as it is stands first, whatever the order of drawing.
boxes.unshift(boxes.pop());
const drawing = (await tree.boundingBox()).width;
const page = await tab.evaluate(() => document.documentElement.clientWidth);
const rows = tab.locator('main table tbody tr');
const members = await rows.count();
const cells = await rows.locator('td:last-child').allInnerTexts();
const reasons = cells.filter((text) => text.trim().length > 3).length;

await secretary.press('form[action$="/approve"] button');
await tab.screenshot({ path: join(task.folder, 'split-6-approved.png') });
const state = await tab.locator('main').innerText();
console.log(JSON.stringify({ boxes, drawing, page, members, reasons, state: state.slice(0, 2000), errors: Person.errors }));
await browser.close();
