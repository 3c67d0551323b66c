import { test, expect } from '@playwright/test';
import { announcedCount, articles, articlesBy, checkBox, expectCount, summary, trailingNumber } from './helpers.mjs';

/** Marks the document, to see whether it was loaded anew. */
const mark = (page) => page.evaluate(() => (window.kept = true));
const isKept = (page) => page.evaluate(() => window.kept === true);

test('a filter applies when it is changed: list, counts, picture, title and address, in place', async ({ page }) => {
  await page.goto('/timeline');
  await mark(page);
  const before = await announcedCount(page);
  const box = checkBox(page, 'Stance', 'Opposes');
  const promised = trailingNumber(await page.getByRole('group', { name: 'Stance' }).getByText(/^Opposes\s*\d+$/).textContent());
  const status = await summary(page).elementHandle();
  await box.check();
  await expect(page).toHaveURL(/\/timeline\?stance=oppose$/);
  await expectCount(page, promised);
  expect(promised).toBeLessThan(before);
  await expect(articles(page)).toHaveCount(promised);
  await expect(page).toHaveTitle(/^Opposes – Timeline/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Opposes');
  await expect(page.locator('.picture-heading p').first()).toContainText(`${promised} statements`);
  await expect(box).toBeFocused();
  // What is announced is what it was, with other words in it.
  expect(await status.evaluate((element) => element.isConnected)).toBe(true);
  expect(await isKept(page)).toBe(true);
});

test('Back and forward lead through the filters', async ({ page }) => {
  await page.goto('/timeline');
  await mark(page);
  await checkBox(page, 'Stance', 'Opposes').check();
  await expect(page).toHaveURL(/stance=oppose$/);
  const opposed = await announcedCount(page);
  await checkBox(page, 'Stance', 'Supports').check();
  await expect(page).toHaveURL(/stance=support&stance=oppose$|stance=oppose&stance=support$/);
  await page.goBack();
  await expectCount(page, opposed);
  await expect(checkBox(page, 'Stance', 'Supports')).not.toBeChecked();
  await page.goBack();
  await expect(page).toHaveURL(/\/timeline$/);
  await expect(checkBox(page, 'Stance', 'Opposes')).not.toBeChecked();
  await page.goForward();
  await expectCount(page, opposed);
  expect(await isKept(page)).toBe(true);
});

test('what is asked for last is what is shown', async ({ page }) => {
  await page.goto('/timeline');
  let release;
  const held = new Promise((resolve) => (release = resolve));
  const answered = new Promise((resolve) => {
    page.route(/stance=oppose$/, async (route) => {
      await held;
      // Nobody waits for it any more.
      await route.continue().catch(() => {});
      resolve();
    });
  });
  await checkBox(page, 'Stance', 'Opposes').check();
  await checkBox(page, 'Stance', 'Opposes').uncheck();
  await expect(page.locator('.columns')).not.toHaveAttribute('aria-busy', 'true');
  release();
  await answered;
  await expect(page).toHaveURL(/\/timeline$/);
  await expect(checkBox(page, 'Stance', 'Opposes')).not.toBeChecked();
});

test('a chip is taken away in place, and the focus goes to what is announced', async ({ page }) => {
  await page.goto('/timeline?stakeholder=msf&stance=strongly_oppose');
  await mark(page);
  await page.getByRole('navigation', { name: 'Active filters' }).getByRole('link', { name: /^Remove Stance/ }).click();
  await expect(page).toHaveURL(/\/timeline\?stakeholder=msf$/);
  await expect(articlesBy(page, 'MSF')).toHaveCount(await announcedCount(page));
  await expect(summary(page)).toBeFocused();
  expect(await isKept(page)).toBe(true);
});

test('days that are asked for often are a click', async ({ page }) => {
  await page.goto('/timeline?country=MX');
  await page.getByText('Dates', { exact: true }).click();
  await page.getByRole('link', { name: 'Since the consultation opened' }).click();
  await expect(page).toHaveURL(/\/timeline\?country=MX&from=2025-09-17$/);
  expect(await announcedCount(page)).toBeGreaterThan(0);
  await page.getByRole('link', { name: 'Last 60 days' }).click();
  await expect(page).toHaveURL(/from=2026-09-24$/);
});

test('the picture still answers after a filter was changed', async ({ page }) => {
  await page.goto('/timeline');
  await checkBox(page, 'Topic', 'Extension of the treaty term').check();
  await expect(page).toHaveURL(/topic=treaty-extension/);
  await expect(page.locator('.plot[role="application"]')).toHaveCount(1);
  await page.locator('svg.lane:visible a.mark').first().hover();
  await expect(page.locator('.mark-card')).toContainText('SE');
});

test('a topic takes in its sub-topics by choice, and says how many that makes', async ({ page }) => {
  await page.goto('/timeline?topic=pharma-ip-protection');
  const alone = await announcedCount(page);
  const box = page.getByRole('checkbox', { name: /^Include sub-topics/ });
  const promised = trailingNumber(await page.locator('.subtopics').textContent());
  expect(promised).toBeGreaterThan(alone);
  await box.check();
  await expect(page).toHaveURL(/topic=pharma-ip-protection&subtopics=include$/);
  await expectCount(page, promised);
  // They are about several sentences now, so nobody stands above or below a line.
  await expect(page.locator('.picture-heading h2')).toHaveText('Who spoke, and when');
});

test('the slash goes to the search, and answers come while I type', async ({ page }) => {
  await page.goto('/method');
  await page.keyboard.press('/');
  const field = page.getByRole('search', { name: 'Search' }).getByRole('searchbox');
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('');
  await page.keyboard.type('anafam');
  const found = page.locator('.site-found');
  await expect(found.getByRole('heading', { name: 'Stakeholders' })).toBeVisible();
  await expect(found.getByRole('link', { name: 'ANAFAM', exact: true })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(found.getByRole('link', { name: 'ANAFAM', exact: true })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(found).toBeHidden();
  await expect(field).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/search\?q=anafam$/);
});

test('a slash that is written stays where it is written', async ({ page }) => {
  await page.goto('/timeline');
  const field = page.getByLabel('Search statements', { exact: true });
  await field.focus();
  await page.keyboard.type('a/b');
  await expect(field).toHaveValue('a/b');
});
