// The gate's page judges as the crate `cwt` does: scene by scene of `crates/cwt/vectors/gates.json`.

import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

globalThis.crypto ??= webcrypto;
const here = (path) => new URL(`../../../../${path}`, import.meta.url);
// A module to the browser, whatever the folder's package says.
const script = await readFile(here('web-assets/pass-core.js'));
const core = await import(`data:text/javascript;base64,${script.toString('base64')}`);
const vectors = JSON.parse(await readFile(here('crates/cwt/vectors/gates.json'), 'utf8'));

const keys = {};
for (const key of vectors.keys) {
  (keys[key.kid] ??= []).push({ ...key, guestClass: key.guest_class, key: await core.importKey(key) });
}
const days = [];
for (const day of vectors.days) days.push({ ...day, key: await core.hmacKey(core.fromHex(day.key)) });

for (const scene of vectors.scenes) {
  test(scene.name, async () => {
    const { again_seconds: againSeconds, list_seconds: listSeconds, ...facts } = vectors.gate;
    const gate = { ...facts, againSeconds, listSeconds, keys, lists: {}, days: scene.days ? days : [] };
    const memory = new Map();
    for (const { at, text, expect, notes } of scene.shown) {
      const seen = await core.judge(text, gate, memory, at);
      assert.equal(seen.verdict, expect, `at ${at}`);
      if (expect === 'accept') assert.deepEqual([...seen.notes].sort(), [...notes].sort(), `at ${at}`);
    }
  });
}
