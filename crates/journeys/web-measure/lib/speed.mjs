// How fast a page is on a cheap phone with a slow network: Lighthouse with applied throttling.
// Simulated throttling on the loopback address hides the cost of style sheets.

import lighthouse from 'lighthouse';
import { bringCookies } from './browser.mjs';

const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];
// Fast 10 Mbit/s with 40 ms, no slower processor: an office desk.
const DESK = {
  formFactor: 'desktop',
  screenEmulation: { mobile: false, width: 1440, height: 900, deviceScaleFactor: 1, disabled: false },
  throttling: {
    requestLatencyMs: 40,
    downloadThroughputKbps: 10240,
    uploadThroughputKbps: 10240,
    cpuSlowdownMultiplier: 1,
  },
};

/**
 * One run of Lighthouse in the browser that listens at `port`; nothing when its recorder missed the
 * start of the page, which says nothing about the page.
 */
export async function speed(browser, page, budget) {
  await bringCookies(browser.context, page);
  const result = await lighthouse(page.url, {
    port: browser.port,
    logLevel: 'silent',
    output: 'json',
    onlyCategories: CATEGORIES,
    throttlingMethod: 'devtools',
    // A page behind a sign-in keeps search engines out on purpose.
    skipAudits: page.cookies?.length ? ['is-crawlable'] : [],
    ...(budget.mobile ? {} : DESK),
  });
  if (result?.lhr.runtimeError?.code === 'NO_NAVSTART') return undefined;
  if (!result || result.lhr.runtimeError) {
    throw new Error(`Lighthouse: ${result?.lhr.runtimeError?.message ?? 'no result'}`);
  }
  return summary(result.lhr);
}

function summary(report) {
  const value = (audit) => report.audits[audit]?.numericValue;
  const scores = CATEGORIES.map((name) => [name, Math.round(100 * (report.categories[name].score ?? 0))]);
  const lost = CATEGORIES.map((name) => [name, lostPoints(report, name)]);
  return {
    ...Object.fromEntries(scores),
    lost: Object.fromEntries(lost),
    lcp_milliseconds: Math.round(value('largest-contentful-paint') ?? Infinity),
    tbt_milliseconds: Math.round(value('total-blocking-time') ?? Infinity),
    // To three decimals, as it is shown everywhere; less is the rounding of pixels.
    cls: Math.round(1000 * (value('cumulative-layout-shift') ?? Infinity)) / 1000,
  };
}

/** The audits that cost a category its points. */
function lostPoints(report, category) {
  const counted = report.categories[category].auditRefs.filter((ref) => ref.weight > 0);
  return counted.map((ref) => ref.id).filter((id) => (report.audits[id].score ?? 1) < 1);
}
