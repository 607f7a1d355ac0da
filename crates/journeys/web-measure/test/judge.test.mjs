import assert from 'node:assert/strict';
import { test } from 'node:test';
import { better, isFast, judgeFace, judgeSpeed } from '../lib/judge.mjs';

const budget = {
  bytes: 100,
  opened_bytes: 200,
  performance: 95,
  accessibility: 100,
  'best-practices': 100,
  seo: 100,
  lcp_milliseconds: 1500,
  tbt_milliseconds: 100,
  cls: 0,
};
const page = { name: 'a', url: 'http://127.0.0.1/a', tap: '#map' };
const face = {
  status: 200,
  address: page.url,
  policy: "default-src 'self'",
  bytes: 100,
  colours: 30,
  openedBytes: 200,
  openedColours: 30,
  violations: [],
  incomplete: [],
  foreign: [],
  policyErrors: [],
  errors: [],
  overflow: 0,
};
const run = {
  performance: 95,
  accessibility: 100,
  'best-practices': 100,
  seo: 100,
  lost: {},
  lcp_milliseconds: 1500,
  tbt_milliseconds: 100,
  cls: 0,
};
const failed = (checks) => checks.filter((check) => !check.passed).map((check) => check.name);
const node = { rule: 'color-contrast', target: '.gradient p' };

test('a page within its budgets passes', () => {
  assert.deepEqual(failed(judgeFace(page, face, budget)), []);
  assert.deepEqual(failed(judgeSpeed(run, budget)), []);
});

for (const [name, change] of Object.entries({
  status: { status: 500 },
  address: { address: 'http://127.0.0.1/sign-in' },
  policy: { policy: "default-src 'self' 'unsafe-inline'" },
  transfer: { bytes: 101 },
  drawn: { colours: 1 },
  'axe violations': { violations: [node] },
  'axe undecided': { incomplete: [node] },
  'foreign requests': { foreign: ['https://cdn.test/a.js'] },
  'policy errors': { policyErrors: ['Content Security Policy'] },
  'console errors': { errors: ['TypeError'] },
  'sideways at 320 px': { overflow: 1 },
  'transfer opened': { openedBytes: 201 },
  'drawn opened': { openedColours: 1 },
})) {
  test(`the check "${name}" can fail`, () => {
    assert.deepEqual(failed(judgeFace(page, { ...face, ...change }, budget)), [name]);
  });
}

for (const [name, change] of Object.entries({
  performance: { performance: 94 },
  accessibility: { accessibility: 99 },
  'best practices': { 'best-practices': 99 },
  search: { seo: 99 },
  'largest paint': { lcp_milliseconds: 1501 },
  blocking: { tbt_milliseconds: 101 },
  'layout shift': { cls: 0.001 },
})) {
  test(`the check "${name}" can fail`, () => {
    assert.deepEqual(failed(judgeSpeed({ ...run, ...change }, budget)), [name]);
  });
}

test('what axe leaves undecided needs a rule and a reason', () => {
  const found = { ...face, incomplete: [node] };
  const judged = (explained) => failed(judgeFace({ ...page, explained }, found, budget));
  assert.deepEqual(judged([{ rule: 'color-contrast', target: '.gradient', reason: '7:1 at its lightest' }]), []);
  assert.deepEqual(judged([{ rule: 'color-contrast', target: '.gradient', reason: '' }]), ['axe undecided']);
  assert.deepEqual(judged([{ rule: 'label', reason: 'looked at' }]), ['axe undecided']);
});

test('the better of two runs is kept, and only a slow one is repeated', () => {
  const slow = { ...run, performance: 90 };
  assert.equal(better(slow, run), run);
  assert.equal(better(undefined, slow), slow);
  assert.equal(isFast(slow, budget), false);
  assert.equal(isFast({ ...run, seo: 60 }, budget), true);
});
