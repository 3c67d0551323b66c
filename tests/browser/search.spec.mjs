import { expect, test } from '@playwright/test';
import { announcedCount, trailingNumber } from './helpers.mjs';

const field = (page) => page.getByRole('combobox', { name: 'Search statements' });
const options = (page) => page.locator('#suggestions-q').getByRole('option');

const folded = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Types, and waits for the answer to all of it: answers to its beginnings come before. */
async function type(page, text, address = '/timeline') {
  await page.goto(address);
  await field(page).fill('');
  const answered = page.waitForResponse((reply) => new URL(reply.url()).searchParams.get('typed') === text);
  await field(page).pressSequentially(text);
  await answered;
  const last = folded(text.split(' ').at(-1));
  await expect.poll(async () => {
    const words = await options(page).allTextContents();
    return words.length > 0 && words.every((word) => folded(word).startsWith(last));
  }).toBe(true);
}

test('the last word goes on by keyboard, and the search finds what was promised', async ({ page }) => {
  await type(page, 'intellectual prop', '/timeline?stance=support');
  await expect(field(page)).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('ArrowDown');
  const first = options(page).first();
  await expect(first).toHaveAttribute('aria-selected', 'true');
  await expect(field(page)).toHaveAttribute('aria-activedescendant', await first.getAttribute('id'));
  const text = await first.textContent();
  await page.keyboard.press('Enter');
  await expect(field(page)).toHaveValue(`intellectual ${text.replace(/\s*[\d,]+$/, '')}`);
  await expect(options(page)).toHaveCount(0);
  expect(page.url()).not.toContain('q=');
  await page.keyboard.press('Enter');
  await page.waitForURL(/q=intellectual/);
  expect(page.url()).toContain('stance=support');
  expect(await announcedCount(page)).toBe(trailingNumber(text));
});

test('a word is completed by the pointer, with its accent', async ({ page }) => {
  await type(page, 'revisi');
  const option = options(page).filter({ hasText: /^revisión/i }).first();
  await option.click();
  await expect(field(page)).toHaveValue(/^revisión$/i);
  await expect(field(page)).toBeFocused();
});

test('Escape closes the suggestions and keeps what was typed', async ({ page }) => {
  await type(page, 'medic');
  await page.keyboard.press('Escape');
  await expect(options(page)).toHaveCount(0);
  await expect(field(page)).toHaveValue('medic');
  await expect(field(page)).toBeFocused();
});

test('one letter, a space and a server that is away suggest nothing, and the search still works', async ({ page }) => {
  await page.goto('/timeline');
  await field(page).pressSequentially('m');
  await page.waitForLoadState('networkidle');
  await expect(field(page)).toHaveAttribute('aria-expanded', 'false');
  await page.route('**/api/fn/**', (route) => route.abort());
  await field(page).pressSequentially('edicines');
  await page.keyboard.press('Enter');
  await page.waitForURL(/q=medicines/);
  expect(await announcedCount(page)).toBeGreaterThan(0);
});
