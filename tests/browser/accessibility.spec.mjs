import { test, expect } from '@playwright/test';
import { violations } from './accessibility-helpers.mjs';
import { PAGES, PHONE, activeOption, picker, suggestions } from './helpers.mjs';

const SIZES = [
  { width: 320, height: 800 },
  { width: 1280, height: 800 },
];

// Every page in one theme at one width and in the other at the other; with POSTURA_WHOLE in both at three.
const LOOKS = process.env.POSTURA_WHOLE
  ? ['light', 'dark'].flatMap((theme) => [...SIZES, { width: 768, height: 1024 }].map((viewport) => [theme, viewport]))
  : [['light', SIZES[0]], ['dark', SIZES[1]]];

/** Waits for what the script puts in place of the check boxes and over the drawings, where there is any. */
async function settled(page) {
  await expect(page.locator('.picker [role="combobox"]')).toHaveCount(await page.locator('.picker').count());
  await expect(page.locator('.plot[role="application"]')).toHaveCount(await page.locator('.plot').count());
}

for (const [colorScheme, viewport] of LOOKS) {
  test.describe(`${colorScheme}, ${viewport.width} pixels wide`, () => {
    test.use({ viewport });

    for (const [path, status] of PAGES) {
      test(`${path} is accessible`, async ({ page }) => {
        await page.emulateMedia({ colorScheme });
        const response = await page.goto(path);
        expect(response.status()).toBe(status);
        await settled(page);
        expect(await violations(page)).toEqual([]);
      });
    }
  });
}

for (const colorScheme of ['light', 'dark']) {

  test.describe(`${colorScheme}, opened`, () => {
    test.beforeEach(({ page }) => page.emulateMedia({ colorScheme }));

    test('the sheet of filters is accessible', async ({ page }) => {
      await page.setViewportSize(PHONE);
      await page.goto('/timeline?stakeholder=msf&topic=medicine-access');
      await settled(page);
      await page.getByRole('button', { name: 'Filters (2)' }).click();
      await expect(page.getByRole('complementary', { name: 'Filters' })).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });

    test('the suggestions are accessible', async ({ page }) => {
      await page.goto('/timeline?stakeholder=msf');
      await picker(page, 'Stakeholder').click();
      await expect(suggestions(page, 'Stakeholder').getByRole('option').first()).toBeVisible();
      await page.keyboard.press('ArrowDown');
      await activeOption(page, picker(page, 'Stakeholder'));
      expect(await violations(page)).toEqual([]);
    });

    test('the suggestions are accessible when there are none', async ({ page }) => {
      await page.goto('/timeline');
      await picker(page, 'Stakeholder').fill('zzzz');
      await expect(suggestions(page, 'Stakeholder')).toContainText('No matches.');
      expect(await violations(page)).toEqual([]);
    });

    test('the check boxes are accessible when suggestions cannot be loaded', async ({ page }) => {
      await page.goto('/timeline');
      await page.route('**/api/fn/**', (route) => route.abort());
      await picker(page, 'Stakeholder').fill('m');
      await expect(page.getByText('Suggestions could not be loaded')).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });

    test('the table of the picture is accessible', async ({ page }) => {
      await page.goto('/');
      await settled(page);
      await page.getByText('View as table', { exact: true }).click();
      await expect(page.getByRole('table', { name: 'Statements by date and stance' })).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });

    test('all filters unfolded are accessible', async ({ page }) => {
      await page.goto('/timeline');
      await settled(page);
      await page.locator('#filters details').evaluateAll((all) => all.forEach((details) => (details.open = true)));
      expect(await violations(page)).toEqual([]);
    });
  });
}

test.describe('at 320 pixels', () => {
  test.use({ viewport: SIZES[0] });

  const scrollWidth = (page) => page.evaluate(() => document.documentElement.scrollWidth);

  for (const path of [...PAGES.map(([path]) => path), '/es/stakeholders', '/fr/stakeholders', '/es/milestones', '/fr/method']) {
    test(`${path} does not scroll sideways`, async ({ page }) => {
      await page.goto(path);
      await settled(page);
      expect(await scrollWidth(page)).toBeLessThanOrEqual(320);
    });
  }

  test('nothing that opens makes the page scroll sideways', async ({ page }) => {
    await page.goto('/timeline');
    await settled(page);
    await page.getByText('View as table', { exact: true }).click();
    await page.getByRole('button', { name: 'Filters', exact: true }).click();
    const sheet = page.getByRole('complementary', { name: 'Filters' });
    await expect(sheet).toBeVisible();
    await picker(page, 'Topic').click();
    await expect(suggestions(page, 'Topic').getByRole('option').first()).toBeVisible();
    expect(await scrollWidth(page)).toBeLessThanOrEqual(320);
    expect(await sheet.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0);
  });
});

test('whatever has the focus in the sheet of filters can be seen', async ({ page }) => {
  await page.setViewportSize(PHONE);
  await page.goto('/timeline');
  await settled(page);
  await page.getByRole('button', { name: 'Filters', exact: true }).click();
  await expect(page.getByRole('complementary', { name: 'Filters' })).toBeVisible();
  await page.getByRole('button', { name: 'Close the filters' }).focus();
  const apply = page.getByRole('button', { name: 'Apply filters' });
  const covered = [];
  for (let stop = 0; stop < 60; stop += 1) {
    await page.keyboard.press('Tab');
    const { name, seen, isLast } = await page.evaluate(() => {
      const element = document.activeElement;
      const { left, top, width, height } = element.getBoundingClientRect();
      const atMiddle = document.elementFromPoint(left + width / 2, top + height / 2);
      const seen = atMiddle !== null && (element.contains(atMiddle) || atMiddle.contains(element));
      return { name: element.outerHTML.slice(0, 120), seen, isLast: element.matches('[type="submit"]') };
    });
    if (!seen) covered.push(name);
    if (isLast) break;
  }
  await expect(apply).toBeFocused();
  expect(covered).toEqual([]);
});
