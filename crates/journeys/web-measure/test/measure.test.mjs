// The measure is itself measured: a good page passes, a bad page fails in each way that it is bad.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { measure } from '../measure.mjs';

const head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">';
const GOOD = `<!doctype html><html lang="zh-CN"><head>${head}<title>我的诉求</title>
<meta name="description" content="诉求列表"><meta name="robots" content="noindex">
<link rel="icon" href="/icon.svg"></head>
<body><main><h1>我的诉求</h1><p>充电桩不够用，已交街道办理。</p>
<a href="#map">打开地图</a><div id="map"><img src="/icon.svg" alt="地图" width="300" height="200"></div>
</main></body></html>`;
const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40">${['#123', '#456', '#789', '#abc', '#def', '#f80']
  .map((colour, index) => `<rect x="${index * 10}" width="10" height="40" fill="${colour}"/>`)
  .join('')}</svg>`;
const BAD = `<!doctype html><html><head>${head}<title></title><link rel="stylesheet" href="/heavy"></head><body>
<script>document.title = 'forbidden by the policy'</script>
<script src="http://cdn.test/a.js"></script>
<img src="/missing"><table width="900"><tr><td>宽</td></tr></table><canvas id="map"></canvas></body></html>`;

let server, root, folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yilu-measure-test-'));
  const heavy = `/* ${randomBytes(20_000).toString('hex')} */`;
  server = createServer((request, response) => {
    const send = (type, body) => {
      response.writeHead(200, { 'content-type': type, 'content-security-policy': "default-src 'self'" });
      response.end(body);
    };
    const signedIn = request.headers.cookie?.includes('session=rider');
    if (request.url === '/icon.svg') send('image/svg+xml', ICON);
    else if (request.url === '/heavy') send('text/css', heavy);
    else if (request.url === '/good' && signedIn) send('text/html', GOOD);
    else if (request.url === '/bad') send('text/html', BAD);
    else if (request.url === '/good') response.writeHead(303, { location: '/bad' }).end();
    else response.writeHead(404).end();
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  root = `http://127.0.0.1:${server.address().port}`;
});

after(async () => {
  server.close();
  server.closeAllConnections();
  await rm(folder, { recursive: true, force: true });
});

const failed = (result) => result.pages[0].checks.filter((check) => !check.passed);
// A page that fails on purpose should not look like a failure in the log.
const say = () => {};
const cookies = [{ name: 'session', value: 'rider' }];

test('a good page behind a sign-in passes every check', async () => {
  const page = { name: 'good', url: `${root}/good`, kind: 'map', cookies, tap: 'a', ready: '#map img' };
  const result = await measure([page], { folder });
  assert.deepEqual(failed(result), []);
  assert.equal(result.failed, 0);
  assert.ok(result.passed >= 18);
  assert.deepEqual((await readdir(folder)).sort(), ['good-320.png', 'good-opened.png', 'good.png', 'measures.json']);
});

test('a bad page fails in every way that it is bad', async () => {
  const page = { name: 'bad', url: `${root}/bad`, kind: 'map', tap: 'table', ready: '#map' };
  const names = failed(await measure([page], { folder, runs: 1, say })).map((check) => check.name);
  for (const name of [
    'transfer', 'axe violations', 'foreign requests', 'policy errors', 'console errors',
    'sideways at 320 px', 'drawn opened', 'accessibility', 'best practices', 'search',
  ]) assert.ok(names.includes(name), `${name} did not fail; failed: ${names}`);
});

test('without its cookie the page that answers instead is not taken for it', async () => {
  const page = { name: 'good', url: `${root}/good`, kind: 'worker', clock: false };
  const names = failed(await measure([page], { folder, runs: 1, say })).map((check) => check.name);
  assert.ok(names.includes('address'));
});
