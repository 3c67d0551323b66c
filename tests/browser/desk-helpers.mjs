import { createHmac } from 'node:crypto';
import { expect } from '@playwright/test';

/** The server that is written to, with an admin, a reviewer and an editor, and the time it has there. */
export const DESK = process.env.POSTURA_DESK_URL;
const NOW = Number(process.env.POSTURA_DESK_NOW);

/** What a browser says of itself when a page of the desk sends a form. */
export const OWN = { origin: DESK };

export const PASSWORD = 'four words in a row';
export const emailOf = (name) => `${name}@example.org`;

const sessions = new Map();

/** Signs a browser in without going through the page; each account once, the others share its session. */
export async function signedIn(context, name) {
  if (!sessions.has(name)) {
    const reply = await context.request.post(`${DESK}/login`, {
      form: { email: emailOf(name), password: PASSWORD },
      headers: OWN,
      maxRedirects: 0,
    });
    expect(reply.status()).toBe(303);
    sessions.set(name, await context.cookies());
  }
  await context.clearCookies();
  await context.addCookies(sessions.get(name));
}

/** Signs in as a person does. */
export async function signIn(page, name, password = PASSWORD) {
  await page.getByLabel('Email address').fill(emailOf(name));
  await page.getByLabel('Password').fill(password);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
}

/** Opens an account under a name that nobody has yet. */
export async function newMember(context, name, role = 'editor') {
  await signedIn(context, 'admin');
  const added = await context.request.post(`${DESK}/edit/users`, {
    form: { name, email: emailOf(name), role },
    headers: OWN,
  });
  const [, path] = /(\/password\/[\w-]+)/.exec(await added.text());
  await context.clearCookies();
  const set = await context.request.post(`${DESK}${path}`, {
    form: { 'new-password': PASSWORD, 'repeat-password': PASSWORD },
    headers: OWN,
  });
  expect(set.status()).toBe(200);
}

/** The code of an authenticator (RFC 6238), some time steps after now. */
export function totp(secret, steps = 0) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replaceAll(/\s/g, '')].map((c) => letters.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(NOW / 30) + steps));
  const mac = createHmac('sha1', key).update(counter).digest();
  const number = mac.readUInt32BE(mac[mac.length - 1] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

/** What stands in the form of a good statement. */
export async function fillStatement(page, words) {
  await page.getByLabel('Stakeholder', { exact: true }).fill('MSF');
  await page.getByLabel('Day', { exact: true }).fill('3');
  await page.getByLabel('Month', { exact: true }).fill('novembre');
  await page.getByLabel('Year', { exact: true }).fill('2026');
  await page.getByLabel('Quote or paraphrase', { exact: true }).fill(words);
  await page.getByLabel('Original language').selectOption('en');
  await page.getByLabel('Quote type').selectOption('verbatim');
  await page.getByLabel('Setting').selectOption('letter');
  await page.getByLabel('Topic 1').fill('medicine-access');
  await page.getByLabel('Stance 1').selectOption('support');
  await page.getByLabel('URL', { exact: true }).fill('https://example.org/msf-letter');
  await page.getByLabel('Title', { exact: true }).fill('A letter to the three parties');
  await page.getByLabel('Source type', { exact: true }).selectOption('ngo');
  await page.getByLabel('Source tier').selectOption('2');
}

/** Begins a draft; gives the address of its page. */
export async function newDraft(page, words) {
  await page.goto(`${DESK}/edit/statements/new`);
  await fillStatement(page, words);
  await page.getByRole('button', { name: 'Save draft' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'The draft is saved' })).toBeVisible();
  return page.url().split('?')[0];
}
