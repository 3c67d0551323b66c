import { test, expect } from '@playwright/test';
import { apply, checkBox } from './helpers.mjs';

test('on paper the list takes the whole width, and no tools are printed', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto('/timeline');
  await page.emulateMedia({ media: 'print' });
  const [list, all] = await page.evaluate(() =>
    ['.results', 'main'].map((selector) => document.querySelector(selector).getBoundingClientRect().width),
  );
  expect(list).toBeGreaterThan(0.9 * all);
  for (const tools of ['.tools', '#filters', 'header.site nav']) await expect(page.locator(tools).first()).toBeHidden();
  await expect(page.getByRole('article').first()).toBeVisible();
});

test('after Back the boxes are ticked that filter, and no others', async ({ page }) => {
  await page.goto('/timeline');
  await checkBox(page, 'Stance', 'Opposes').check();
  await apply(page);
  await expect(page).toHaveURL(/stance=oppose/);
  await page.goBack();
  await expect(page).not.toHaveURL(/stance=oppose/);
  await expect(checkBox(page, 'Stance', 'Opposes')).not.toBeChecked();
});

test('where colours are forced, what is current is still marked', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await page.goto('/topics');
  const width = (name) =>
    page
      .getByRole('navigation', { name: 'Sections' })
      .getByRole('link', { name })
      .evaluate((link) => getComputedStyle(link).borderBottomWidth);
  expect([await width('Topics'), await width('Milestones')]).toEqual(['2px', '0px']);
});

for (const path of ['/stakeholders', '/es/stakeholders', '/fr/stakeholders', '/method']) {
  test(`on a phone no word of a table of ${path} is cut in two`, async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 800 });
    await page.goto(path);
    // A word stands on one line when the boxes of its text do.
    const cut = await page.evaluate(() => {
      const found = [];
      for (const cell of document.querySelectorAll('main table :is(th, td)')) {
        const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
          for (const word of texts.currentNode.data.matchAll(/[\p{L}\p{N}]+/gu)) {
            const range = document.createRange();
            range.setStart(texts.currentNode, word.index);
            range.setEnd(texts.currentNode, word.index + word[0].length);
            if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) found.push(word[0]);
          }
        }
      }
      return found;
    });
    expect(cut).toEqual([]);
    expect(await page.locator('main table').count()).toBeGreaterThan(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  });
}
