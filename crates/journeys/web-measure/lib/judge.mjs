// Measures against budgets: pure, so that each check is seen to fail in a test.

const list = (items) => items.map((item) => (typeof item === 'string' ? item : `${item.rule} at ${item.target}`));

const atMost = (name, value, limit, unit = '') => ({
  name,
  passed: value <= limit,
  detail: `${value}${unit}, at most ${limit}${unit}`,
});

const atLeast = (name, value, limit, detail = '') => ({
  name,
  passed: value >= limit,
  detail: `${value}, at least ${limit}${detail}`,
});

const none = (name, items) => ({
  name,
  passed: items.length === 0,
  detail: items.length ? `${items.length}: ${list(items).slice(0, 5).join('; ')}` : 'none',
});

/** Axe cannot decide some things by itself; each that a person looked at is named with a reason. */
function unexplained(incomplete, explained = []) {
  const at = (e, item) => item.target.includes(e.target ?? '') && (item.html ?? '').startsWith(e.html ?? '');
  const known = (item) => explained.some((e) => e.reason && e.rule === item.rule && at(e, item));
  return incomplete.filter((item) => !known(item));
}

function isStrict(policy) {
  return /default-src '(self|none)'/.test(policy) && !/'unsafe-(inline|eval)'/.test(policy);
}

/** The checks of what a page is (lib/face.mjs). */
export function judgeFace(page, found, budget) {
  const checks = [
    { name: 'status', passed: found.status === (page.status ?? 200), detail: String(found.status) },
    // Otherwise the sign-in page would be measured in its place.
    { name: 'address', passed: found.address === page.url, detail: found.address },
    { name: 'policy', passed: isStrict(found.policy), detail: found.policy || 'no Content-Security-Policy' },
    atMost('transfer', found.bytes, budget.bytes, ' B'),
    { name: 'drawn', passed: found.colours > 4, detail: `${found.colours} colours` },
    none('axe violations', found.violations),
    none('axe undecided', unexplained(found.incomplete, page.explained)),
    none('foreign requests', found.foreign),
    none('policy errors', found.policyErrors),
    none('console errors', found.errors),
    atMost('sideways at 320 px', found.overflow, 0, ' px'),
  ];
  if (page.tap) {
    checks.push(
      atMost('transfer opened', found.openedBytes, budget.opened_bytes ?? budget.bytes, ' B'),
      { name: 'drawn opened', passed: found.openedColours > 4, detail: `${found.openedColours} colours` },
    );
  }
  return checks;
}

/** The checks of a run of Lighthouse (lib/speed.mjs). */
export function judgeSpeed(found, budget) {
  const lost = (name) => (found.lost[name]?.length ? ` (${found.lost[name].join(', ')})` : '');
  return [
    ...judgeClock(found, budget),
    atLeast('accessibility', found.accessibility, budget.accessibility, lost('accessibility')),
    atLeast('best practices', found['best-practices'], budget['best-practices'], lost('best-practices')),
    atLeast('search', found.seo, budget.seo, lost('seo')),
  ];
}

const judgeClock = (found, budget) => [
  atLeast('performance', found.performance, budget.performance),
  atMost('largest paint', found.lcp_milliseconds, budget.lcp_milliseconds, ' ms'),
  atMost('blocking', found.tbt_milliseconds, budget.tbt_milliseconds, ' ms'),
  atMost('layout shift', found.cls, budget.cls),
];

/** Whether another run could not do better where it counts: the rest does not vary. */
export const isFast = (found, budget) => allPassed(judgeClock(found, budget));

/** The better of two runs: a shared machine makes a page slower, never faster. */
export function better(one, other) {
  if (!one) return other;
  if (one.performance !== other.performance) return one.performance > other.performance ? one : other;
  return one.lcp_milliseconds <= other.lcp_milliseconds ? one : other;
}

export const allPassed = (checks) => checks.every((check) => check.passed);
