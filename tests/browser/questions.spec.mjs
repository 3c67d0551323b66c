import { test, expect } from '@playwright/test';
import { PHONE, announcedCount, apply, articles, checkBox, expectAnnouncedIsShown, expectCount } from './helpers.mjs';

// What people who work on the review ask, each with the clicks that the answer takes: two at most. Typing is no click. Those
// that are not answered yet: who agrees or conflicts with somebody, who has said nothing on a topic, who moved on any other
// topic than the lead one, a table to take along, and a citation.

/** Counts the clicks of a journey. */
function clicker() {
  let clicks = 0;
  return {
    click: async (locator) => {
      clicks += 1;
      await locator.click();
    },
    atMost: (most) => expect(clicks).toBeLessThanOrEqual(most),
  };
}

/** Looks for something from the header, and opens what is found under a name. */
async function find(page, javaScriptEnabled, words, name, journey) {
  const field = page.getByRole('search', { name: 'Search' }).getByRole('searchbox');
  await field.fill(words);
  if (!javaScriptEnabled) await field.press('Enter');
  const found = page.locator(javaScriptEnabled ? '.site-found' : 'main .found');
  await journey.click(found.getByRole('link', { name, exact: true }).first());
}

test('1. What does ANAFAM say on dependence from abroad, and how sure are we of it?', async ({ page, javaScriptEnabled }) => {
  const journey = clicker();
  await page.goto('/');
  await find(page, javaScriptEnabled, 'anafam', 'ANAFAM', journey);
  await expect(page.getByRole('heading', { level: 1, name: 'ANAFAM' })).toBeVisible();
  const card = articles(page).filter({ hasText: 'dependence on external sources' }).first();
  await expect(card.locator('.grade')).toHaveText(/[A-E]$/);
  await expect(card.locator('.stance').first()).toBeVisible();
  journey.atMost(2);
});

test('2. Who opposes intellectual property for medicines, and in whose words?', async ({ page, javaScriptEnabled }) => {
  const journey = clicker();
  await page.goto('/');
  await find(page, javaScriptEnabled, 'intellectual property medicines', 'Intellectual property protection for medicines', journey);
  const opposes = page.locator('.who > div').filter({ has: page.getByText('Strongly opposes', { exact: true }) }).first();
  await expect(opposes.getByRole('link').first()).toBeVisible();
  // And on what it takes in, each by its own sentence.
  await expect(page.locator('section.subtopic').first()).toBeVisible();
  await journey.click(opposes.getByRole('link', { name: /^MSF/ }));
  await expectAnnouncedIsShown(page);
  journey.atMost(2);
});

test('4. Has anybody moved on the extension since the consultation?', async ({ page }) => {
  await page.goto('/');
  const moved = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Who has moved since 17 September 2025' }) });
  await expect(moved.getByRole('listitem').filter({ hasText: 'USTR' }).first()).toContainText('Opposes');
});

test('5. What did officials say in the 60 days before 1 July 2026?', async ({ page }) => {
  const journey = clicker();
  await page.goto('/timeline?from=2026-05-02&to=2026-07-01');
  await journey.click(page.locator('summary', { hasText: 'Stakeholder type' }));
  await journey.click(checkBox(page, 'Stakeholder type', 'Government'));
  if (!page.url().includes('kind=')) await apply(page);
  await expect(page).toHaveURL(/kind=government/);
  await expectAnnouncedIsShown(page);
  await expect(articles(page).filter({ hasText: 'USTR' }).first()).toBeVisible();
  journey.atMost(2);
});

test('6. Where does the review stand, and what comes next?', async ({ page }) => {
  await page.goto('/');
  await expect(page.locator('.standing')).toContainText('did not agree to extend');
  await expect(page.locator('.standing')).toContainText('Next: Annual joint review');
});

test('9. A link to what I see says what it is', async ({ page }) => {
  await page.goto('/timeline?stakeholder=msf&topic=medicine-access');
  await expect(page).toHaveTitle('MSF · Access to affordable medicines – Timeline · Postura');
  await expect(page.locator('link[rel=canonical]')).toHaveAttribute('href', /^http.*\/timeline\?stakeholder=msf&topic=medicine-access$/);
});

test('11. What is new since Monday?', async ({ page }) => {
  const journey = clicker();
  await page.goto('/');
  await journey.click(page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: 'What’s new' }));
  await page.getByLabel('Since').fill('2026-11-23');
  await journey.click(page.getByRole('button', { name: 'Apply filters' }));
  await expect(page).toHaveURL(/added_from=2026-11-23/);
  await expect(page.getByRole('heading', { level: 2, name: '23 November 2026' })).toBeVisible();
  journey.atMost(2);
});

test('12. Which Spanish words have “medicamentos” in them?', async ({ page }) => {
  const journey = clicker();
  await page.goto('/timeline?language=es');
  await page.getByLabel('Search statements', { exact: true }).fill('medicamentos');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/q=medicamentos&language=es/);
  expect(await expectAnnouncedIsShown(page)).toBeGreaterThan(0);
  await expect(page.locator('article mark').first()).toHaveText(/medicamentos?/i);
  journey.atMost(2);
});

test('13. What rests on weak evidence?', async ({ page }) => {
  const journey = clicker();
  await page.goto('/timeline');
  await journey.click(page.locator('summary', { hasText: 'Evidence grade' }));
  await journey.click(checkBox(page, 'Evidence grade', 'D'));
  if (!page.url().includes('grade=')) await apply(page);
  await expect(page).toHaveURL(/grade=D/);
  expect(await announcedCount(page)).toBeGreaterThan(0);
  await expect(articles(page).first().locator('.grade')).toHaveText(/D$/);
  journey.atMost(2);
});

test('14. What is said on article 20.50?', async ({ page, javaScriptEnabled }) => {
  const journey = clicker();
  await page.goto('/');
  const field = page.getByRole('search', { name: 'Search' }).getByRole('searchbox');
  await field.fill('20.50');
  if (!javaScriptEnabled) await field.press('Enter');
  const topic = page.locator(javaScriptEnabled ? '.site-found' : 'main .found').locator('a[href*="/topics/"]').first();
  await journey.click(topic);
  await expect(page.locator('.subject')).toContainText('20.50');
  journey.atMost(2);
});

test.describe('on a phone', () => {
  test.use({ viewport: PHONE });

  test('15. What does CAMEXA say?', async ({ page, javaScriptEnabled }) => {
    const journey = clicker();
    await page.goto('/');
    await find(page, javaScriptEnabled, 'camexa', 'CAMEXA', journey);
    await expect(page).toHaveURL(/\/stakeholders\/camexa$/);
    await expect(articles(page).first()).toBeVisible();
    journey.atMost(1);
  });
});
