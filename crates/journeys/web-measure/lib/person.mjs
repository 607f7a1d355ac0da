// Somebody with a browser of their own: signs in, taps, writes, looks. Errors of any page are kept.

import { join } from 'node:path';

const PHONE = { viewport: { width: 360, height: 800 }, hasTouch: true, isMobile: true };
const DESK = { viewport: { width: 1440, height: 900 } };

/** Opens a sign-in link and presses its one button. */
export async function enter(tab, link) {
  await tab.goto(link);
  await tab.locator('main form button').first().click();
  await tab.waitForURL((address) => address.href !== link);
}

export class Person {
  /** What went wrong on any page of anybody: console errors, broken scripts, failed requests. */
  static errors = [];
  taps = 0;

  constructor(tab, { root, folder, phone, name }) {
    Object.assign(this, { tab, root, folder, phone, name });
    const note = (text) => Person.errors.push(`${name}: ${text}`.slice(0, 300));
    tab.on('console', (message) => message.type() === 'error' && note(message.text()));
    tab.on('pageerror', (error) => note(error.message));
    tab.on('response', (response) => response.status() >= 400 && note(`${response.status()} ${response.url()}`));
  }

  /** Signs in by the role's link (null: nobody), or goes on with the cookies of a session. */
  static async enter(browser, { links, folder }, role, { phone = false, script = true, cookies } = {}) {
    const context = await browser.newContext({
      ...(phone ? PHONE : DESK),
      locale: 'zh-CN',
      javaScriptEnabled: script,
    });
    const root = new URL(Object.values(links)[0]).origin;
    const name = `${role ?? 'visitor'}${script ? '' : '-plain'}`;
    const person = new Person(await context.newPage(), { root, folder, phone, name });
    if (cookies) await context.addCookies(cookies);
    else if (role) await enter(person.tab, links[role]);
    return person;
  }

  cookies() {
    return this.tab.context().cookies();
  }
  goto(path) {
    return this.tab.goto(new URL(path, this.root).href);
  }
  async text(selector) {
    return (await this.tab.locator(selector).first().innerText()).trim();
  }
  async tap(selector) {
    const target = this.tab.locator(selector).first();
    await (this.phone ? target.tap() : target.click());
    this.taps += 1;
  }
  /** A tap that leads to another page, or to the same one again. */
  async press(selector) {
    await Promise.all([this.tab.waitForEvent('framenavigated'), this.tap(selector)]);
    await this.tab.waitForLoadState();
  }
  async write(selector, text) {
    await this.tap(selector);
    await this.tab.keyboard.insertText(text);
  }
  /** Taps a field for photos and gives it one; a script that shrinks it is waited for. */
  async choose(selector, file) {
    const chooser = this.tab.waitForEvent('filechooser');
    await this.tap(selector);
    await (await chooser).setFiles(file);
    if (this.name.endsWith('-plain')) return;
    await this.tab.locator(`${selector} + .pics img`).waitFor();
  }
  /** What an address of this site holds, in Base64, asked for with this person's session. */
  async bytes(address) {
    const answer = await this.tab.context().request.get(new URL(address, this.root).href);
    if (!answer.ok()) throw new Error(`${answer.status()} ${address}`);
    return (await answer.body()).toString('base64');
  }
  async shoot(name) {
    await this.tab.screenshot({ path: join(this.folder, `${this.name}-${name}.png`) });
  }
}
