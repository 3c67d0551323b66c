import { test, expect } from '@playwright/test';
import {
  PHONE,
  announcedCount,
  apply,
  articleIds,
  articles,
  articlesBy,
  checkBox,
  choose,
  expectAnnouncedIsShown,
  expectCount,
  leadingNumber,
  parametersOf,
  summary,
  trailingNumber,
} from './helpers.mjs';

const ONE_PAGE = 50;

test('I read what this is, where the review stands, and who says what on the lead proposition', async ({ page }) => {
  await page.goto('/');
  await expect(page).toHaveTitle(/Postura/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Who said what on the USMCA, and where each stakeholder stands');
  const standing = page.locator('.standing');
  await expect(standing.getByRole('heading', { level: 2 })).toContainText('annual reviews follow');
  await expect(standing.getByText('145 days ago')).toBeVisible();
  await expect(standing.getByRole('link', { name: /Holland & Knight/ })).toHaveAttribute('href', /^https:/);
  await expect(standing.locator('.grade')).toHaveText(/D$/);
  await expect(page.getByText('Newest statement 1 July 2026 · updated 23 November 2026')).toBeVisible();
  await expect(page.locator('figure.timeline').getByRole('heading', { level: 2 })).toHaveText(
    'The USMCA should be extended for a new 16-year term: who says what',
  );
  // What the picture is made of is visible to those who see it.
  await expect(page.locator('svg.lane:visible a.mark .sign').first()).toBeVisible();
  await expect(page.locator('svg.lane.slim').first()).toBeHidden();
  await expect(page.getByRole('main').getByRole('link', { name: 'All milestones' }).first()).toBeVisible();
  await page.getByRole('link', { name: /^\d+ statements by \d+ stakeholders$/ }).click();
  await expect(page).toHaveURL(/\/timeline$/);
  expect(await announcedCount(page)).toBeGreaterThan(ONE_PAGE);
  await expect(articles(page)).toHaveCount(ONE_PAGE);
  await expect(page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: 'Timeline' })).toHaveAttribute(
    'aria-current',
    'page',
  );
});

test('who moved on the lead proposition is told by the two statements that say so', async ({ page }) => {
  await page.goto('/');
  const moves = page.locator('.moves > li');
  expect(await moves.count()).toBeGreaterThan(0);
  for (const move of await moves.all()) {
    const steps = move.locator('.steps > li');
    await expect(steps).toHaveCount(2);
    const stances = await steps.locator('.stance').allTextContents();
    expect(stances[0]).not.toBe(stances[1]);
    for (const [at, step] of (await steps.all()).entries()) {
      const html = await (await page.request.get(await step.getByRole('link').getAttribute('href'))).text();
      expect(html).toContain(`</svg>${stances[at]}</span>`);
    }
  }
});

test('I filter by a stakeholder, a topic and a stance with the form', async ({ page, javaScriptEnabled }) => {
  await page.goto('/timeline');
  await choose(page, javaScriptEnabled, 'Stakeholder', 'msf', 'MSF');
  await choose(page, javaScriptEnabled, 'Topic', 'intellectual', 'Intellectual property protection for medicines');
  await checkBox(page, 'Stance', 'Strongly opposes').check();
  await apply(page);
  await expect(page).toHaveURL(/stakeholder=msf/);
  expect(parametersOf(page)).toEqual(['stakeholder=msf', 'stance=strongly_oppose', 'topic=pharma-ip-protection']);
  const count = await expectAnnouncedIsShown(page);
  expect(count).toBeGreaterThan(0);
  await expect(articlesBy(page, 'MSF')).toHaveCount(count);
  const onTopic = page.getByRole('listitem').filter({ hasText: /^Strongly opposes.*Intellectual property protection/ });
  await expect(articles(page).filter({ has: onTopic })).toHaveCount(count);
});

test('I choose two stakeholders and get the statements of both', async ({ page, javaScriptEnabled }) => {
  await page.goto('/timeline');
  await choose(page, javaScriptEnabled, 'Stakeholder', 'msf', 'MSF');
  await choose(page, javaScriptEnabled, 'Stakeholder', 'amiif', 'AMIIF');
  await apply(page);
  await expect(page).toHaveURL(/amiif/);
  const count = await expectAnnouncedIsShown(page);
  const ofOne = await articlesBy(page, 'MSF').count();
  expect(ofOne).toBeGreaterThan(0);
  await expect(articlesBy(page, 'AMIIF')).toHaveCount(count - ofOne);
  expect(count).toBeGreaterThan(ofOne);
});

test('I filter by a stance with its check box and get as many as it says', async ({ page }) => {
  await page.goto('/timeline');
  const box = checkBox(page, 'Stance', 'Opposes');
  const promised = trailingNumber(await page.getByRole('group', { name: 'Stance' }).getByText(/^Opposes\s*\d+$/).textContent());
  await box.check();
  await apply(page);
  await expect(page).toHaveURL(/stance=oppose/);
  await expectCount(page, promised);
  await expect(articles(page)).toHaveCount(promised);
  await expect(box).toBeChecked();
});

test('I filter by dates', async ({ page }) => {
  await page.goto('/timeline');
  await page.getByText('Dates', { exact: true }).click();
  await page.getByLabel('From', { exact: true }).fill('2025-11-01');
  await page.getByLabel('To', { exact: true }).fill('2025-11-30');
  await apply(page);
  await expect(page).toHaveURL(/from=2025-11-01/);
  expect(await expectAnnouncedIsShown(page)).toBeGreaterThan(0);
  await expect(page.getByRole('heading', { level: 2, name: /^[A-Z][a-z]+ \d{4}$/ })).toHaveText(['November 2025']);
});

test('the fields of the dates stay within the filters at every width', async ({ page }) => {
  for (const width of [320, 768, 1024, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto('/timeline?from=2025-01-01&to=2026-11-20');
    const button = page.locator('.filters-open');
    if (await button.isVisible()) await button.click();
    const filters = await page.locator('#filters').boundingBox();
    for (const name of ['from', 'to']) {
      const field = await page.locator(`#filters input[name=${name}]`).boundingBox();
      expect(field.x, `${name} at ${width}`).toBeGreaterThanOrEqual(filters.x);
      expect(field.x + field.width, `${name} at ${width}`).toBeLessThanOrEqual(filters.x + filters.width);
    }
  }
});

test('the link of every statement in a list stands within it', async ({ page }) => {
  for (const width of [320, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto('/es/timeline');
    const beyond = await page.locator('article').evaluateAll((articles) =>
      articles
        .map((article) => article.querySelector('.permalink').getBoundingClientRect().bottom - article.getBoundingClientRect().bottom)
        .filter((distance) => distance > 0),
    );
    expect(beyond, `at ${width}`).toEqual([]);
  }
});

test('I search for “sanchez” and find Sánchez', async ({ page }) => {
  await page.goto('/timeline');
  await page.getByLabel('Search statements', { exact: true }).fill('sanchez');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/q=sanchez/);
  expect(await expectAnnouncedIsShown(page)).toBeGreaterThan(0);
  await expect(articles(page).filter({ hasText: 'Sánchez' }).first()).toBeVisible();
  await expect(page.getByLabel('Search statements', { exact: true })).toHaveValue('sanchez');
});

test('I page through all statements and back, and none is repeated or lost', async ({ page }) => {
  await page.goto('/timeline');
  const total = await announcedCount(page);
  const pages = page.getByRole('navigation', { name: 'Pages' });
  const shown = [];
  for (let first = 1; first <= total; first += ONE_PAGE) {
    const last = Math.min(first + ONE_PAGE - 1, total);
    await expect(pages).toContainText(`${first}–${last} of ${total}`);
    shown.push(await articleIds(page));
    if (last < total) await pages.getByRole('link', { name: 'Next' }).click();
  }
  await expect(pages.getByRole('link', { name: 'Next' })).toHaveCount(0);
  const ids = shown.flat();
  expect(ids).toHaveLength(total);
  expect(new Set(ids).size).toBe(total);

  for (let at = shown.length - 2; at >= 0; at -= 1) {
    await pages.getByRole('link', { name: 'Previous' }).click();
    await expect(pages).toContainText(`${at * ONE_PAGE + 1}–`);
    expect(await articleIds(page)).toEqual(shown[at]);
  }
  await expect(pages.getByRole('link', { name: 'Previous' })).toHaveCount(0);
});

test('I turn the order around and read the oldest first', async ({ page }) => {
  await page.goto('/timeline?stakeholder=msf');
  const newestFirst = await articleIds(page);
  await page.getByRole('navigation', { name: 'Order' }).getByRole('link', { name: 'Oldest first' }).click();
  await expect(page.getByRole('link', { name: 'Oldest first' })).toHaveAttribute('aria-current', 'true');
  expect(await articleIds(page)).toEqual(newestFirst.reverse());
});

test('I open a statement by its permalink', async ({ page }) => {
  await page.goto('/timeline?stakeholder=msf');
  const article = articles(page).first();
  const id = await article.getAttribute('id');
  const words = await article.locator('.words').textContent();
  await article.getByRole('link', { name: /^Permalink/ }).click();
  await expect(page).toHaveURL(new RegExp(`/statements/${id}$`));
  await expect(page.getByRole('heading', { level: 1 })).toContainText('MSF');
  await expect(page.locator('.words')).toHaveText(words);
  await expect(page.getByRole('heading', { level: 2, name: 'Evidence' })).toBeVisible();
  await page.getByRole('link', { name: 'All statements by MSF' }).click();
  await expect(articles(page).filter({ has: page.locator(`a[href="/statements/${id}"]`) })).toHaveCount(1);
});

test('I change the language of a filtered page and keep the filter', async ({ page }) => {
  await page.goto('/timeline?stakeholder=msf&topic=medicine-access');
  const ids = await articleIds(page);
  const before = parametersOf(page);
  const languages = page.locator('header').getByRole('navigation').last();
  for (const [name, path, lang] of [
    ['Español', '/es/timeline', 'es-MX'],
    ['Français', '/fr/timeline', 'fr-CA'],
    ['English', '/timeline', 'en'],
  ]) {
    await languages.getByRole('link', { name, exact: true }).click();
    await expect(page.locator('html')).toHaveAttribute('lang', lang);
    expect(new URL(page.url()).pathname).toBe(path);
    expect(parametersOf(page)).toEqual(before);
    expect(await articleIds(page)).toEqual(ids);
    await expect(languages.getByRole('link', { name, exact: true })).toHaveAttribute('aria-current', 'true');
  }
});

test('I go back with the browser to the filtered list', async ({ page }) => {
  await page.goto('/timeline');
  const stance = checkBox(page, 'Stance', 'Mixed');
  await stance.check();
  await apply(page);
  await expect(page).toHaveURL(/stance=mixed/);
  const address = page.url();
  const ids = await articleIds(page);
  await articles(page).first().getByRole('link', { name: /^Permalink/ }).click();
  await expect(page).toHaveURL(/\/statements\//);
  await page.goBack();
  await expect(page).toHaveURL(address);
  await expect(stance).toBeChecked();
  expect(await articleIds(page)).toEqual(ids);
});

test('I take a chosen filter away by its chip', async ({ page }) => {
  await page.goto('/timeline?stakeholder=msf&topic=medicine-access');
  const few = await announcedCount(page);
  const chosen = page.getByRole('navigation', { name: 'Active filters' });
  await chosen.getByRole('link', { name: 'Remove Topic: Access to affordable medicines' }).click();
  await expect(page).toHaveURL(/\/timeline\?stakeholder=msf$/);
  await expect(chosen.getByRole('link', { name: /^Remove/ })).toHaveCount(1);
  const more = await expectAnnouncedIsShown(page);
  expect(more).toBeGreaterThan(few);
  await expect(articlesBy(page, 'MSF')).toHaveCount(more);
  await chosen.getByRole('link', { name: 'Clear all' }).click();
  await expect(page).toHaveURL(/\/timeline$/);
  await expect(chosen).toHaveCount(0);
});

test('I ask what MSF strongly opposes and see nothing of AMIIF', async ({ page, javaScriptEnabled }) => {
  await page.goto('/timeline');
  await choose(page, javaScriptEnabled, 'Stakeholder', 'msf', 'MSF');
  await checkBox(page, 'Stance', 'Strongly opposes').check();
  await apply(page);
  await expect(page).toHaveURL(/stance=strongly_oppose/);
  const count = await expectAnnouncedIsShown(page);
  expect(count).toBeGreaterThan(0);
  await expect(articlesBy(page, 'MSF')).toHaveCount(count);
  await expect(articlesBy(page, 'AMIIF')).toHaveCount(0);
  await expect(articles(page).filter({ hasText: 'Strongly opposes' })).toHaveCount(count);
});

test('I find topic and stance matched together, not each for itself', async ({ page }) => {
  // MSF strongly opposes other propositions, and strongly supports this one.
  await page.goto('/timeline?stakeholder=msf&topic=medicine-access&stance=strongly_oppose');
  await expectCount(page, 0);
  await expect(page.getByText('No statements match these filters.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Clear all' })).toBeVisible();
});

test('I follow a bad address and am told where to go', async ({ page }) => {
  const response = await page.goto('/nope');
  expect(response.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1, name: 'Not found' })).toBeVisible();
  const main = page.getByRole('main');
  for (const name of ['Timeline', 'Stakeholders', 'Topics', 'Milestones']) {
    await expect(main.getByRole('link', { name, exact: true })).toBeVisible();
  }
  await main.getByRole('searchbox', { name: 'Search all statements' }).fill('medicines');
  await main.getByRole('button', { name: 'Search' }).click();
  await expect(page).toHaveURL(/\/timeline\?q=medicines$/);
  expect(await announcedCount(page)).toBeGreaterThan(0);
});

test('I give a filter that means nothing, am told which, and go on with the rest', async ({ page }) => {
  const response = await page.goto('/timeline?stance=angry&stakeholder=msf');
  expect(response.status()).toBe(400);
  await expect(page.getByRole('heading', { level: 1, name: 'We could not apply a filter' })).toBeVisible();
  await expect(page.getByText('stance=angry')).toBeVisible();
  await expect(page.getByText(/is not one of: .*strongly_oppose/)).toBeVisible();
  await page.getByRole('link', { name: 'Continue with the rest' }).click();
  await expect(page).toHaveURL(/\/timeline\?stakeholder=msf$/);
  const count = await expectAnnouncedIsShown(page);
  await expect(articlesBy(page, 'MSF')).toHaveCount(count);
});

test('I read the error page in my language', async ({ page }) => {
  await page.goto('/es/nope');
  await expect(page.locator('html')).toHaveAttribute('lang', 'es-MX');
  await page.goto('/fr/timeline?stance=angry&stakeholder=msf');
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr-CA');
  await page.locator('main a[href*="stakeholder=msf"]').click();
  await expect(page).toHaveURL(/\/fr\/timeline\?stakeholder=msf$/);
});

test.describe('on a phone', () => {
  test.use({ viewport: PHONE });

  test('I open the filters with a button that says how many are set, and close them', async ({ page }) => {
    await page.goto('/timeline?stakeholder=msf&topic=medicine-access');
    const filters = page.getByRole('complementary', { name: 'Filters' });
    await expect(filters).toBeHidden();
    await page.getByRole('button', { name: 'Filters (2)', exact: true }).click();
    await expect(filters).toBeVisible();
    await expect(filters.getByRole('button', { name: 'Apply filters' })).toBeInViewport();
    await filters.getByRole('button', { name: 'Close the filters' }).click();
    await expect(filters).toBeHidden();
    await page.goto('/timeline');
    await expect(page.getByRole('button', { name: 'Filters', exact: true })).toBeVisible();
  });

  test('I filter in the sheet and see the list', async ({ page, javaScriptEnabled }) => {
    await page.goto('/timeline');
    await page.getByRole('button', { name: 'Filters', exact: true }).click();
    await choose(page, javaScriptEnabled, 'Stakeholder', 'msf', 'MSF');
    await checkBox(page, 'Stance', 'Strongly opposes').check();
    await apply(page);
    await expect(page.getByRole('button', { name: 'Filters (2)', exact: true })).toBeVisible();
    await expect(page.getByRole('complementary', { name: 'Filters' })).toBeHidden();
    const count = await expectAnnouncedIsShown(page);
    await expect(articlesBy(page, 'MSF')).toHaveCount(count);
  });

  test('I see the narrow picture and follow a mark', async ({ page, javaScriptEnabled }) => {
    await page.goto('/timeline?stakeholder=msf');
    await expect(page.locator('svg.lane.broad').first()).toBeHidden();
    await followMark(page, page.locator('svg.lane.slim a.mark').first(), javaScriptEnabled);
  });
});

/** Follows a mark of the picture and expects the list it promised. */
async function followMark(page, mark, javaScript) {
  const title = await mark.locator('title').textContent();
  const promised = leadingNumber(/([\d,]+) statements?$/.exec(title)[0]);
  const href = await mark.getAttribute('href');
  // Until the picture is awake, a mark is a link and nothing else.
  if (javaScript) await expect(page.getByRole('application')).toBeVisible();
  await mark.locator('.sign').click();
  // With JavaScript it is read in a card first, which leads on.
  if (javaScript) await page.locator('.mark-card a.all').click();
  await expect(page).toHaveURL(new RegExp(`${href.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(#list)?$`));
  await expectCount(page, promised);
  await expect(articles(page)).toHaveCount(promised);
}

test('I follow a mark of the picture to its statements', async ({ page, javaScriptEnabled }) => {
  await page.goto('/timeline?stakeholder=msf');
  const marks = page.locator('svg.lane:visible a.mark');
  const count = await marks.count();
  expect(count).toBeGreaterThan(1);
  await followMark(page, marks.first(), javaScriptEnabled);
  await page.goBack();
  await followMark(page, marks.last(), javaScriptEnabled);
});

test('I follow the name of a lane to its page, and its number to all statements of it', async ({ page }) => {
  await page.goto('/timeline');
  const name = page.locator('.lane-name', { hasText: 'AMIIF' });
  await name.getByRole('link', { name: 'AMIIF' }).click();
  await expect(page).toHaveURL(/\/stakeholders\/amiif$/);
  await page.goBack();
  await name.getByRole('link', { name: /statements?$/ }).click();
  await expect(page).toHaveURL(/\/timeline\?stakeholder=amiif&from=2025-09-17$/);
  const count = await expectAnnouncedIsShown(page);
  await expect(articlesBy(page, 'AMIIF')).toHaveCount(count);
});

test('I open the picture as a table and follow a link to as many statements as it says', async ({ page }) => {
  await page.goto('/timeline?topic=medicine-access');
  const table = page.getByRole('table', { name: 'Statements by date and stance' });
  await expect(table).toBeHidden();
  await page.getByText('View as table', { exact: true }).click();
  await expect(table).toBeVisible();
  const link = table.getByRole('link', { name: /^Strongly supports \d+$/ }).first();
  const promised = trailingNumber(await link.textContent());
  await link.click();
  await expectCount(page, promised);
  await expect(articles(page)).toHaveCount(promised);
});

for (const path of [
  '/timeline',
  '/timeline?group=topic',
  '/timeline?stakeholder=msf&topic=medicine-access',
  '/timeline?q=medicines',
  '/timeline?stance=oppose&stance=mixed',
  '/timeline?stance=none',
  '/timeline?topic=medicine-access&from=2025-11-10&to=2026-06-20',
  '/timeline?stakeholder=ustr&group=topic',
  '/timeline?as_of=2025-12-31',
]) {
  test(`every number in the table of ${path} is the number of statements behind it`, async ({ page }) => {
    await page.goto(path);
    // The number stands in the link or, in the table over all lanes, beside it.
    const links = await page.locator('details.twin table a').evaluateAll((all) =>
      all.map((a) => [a.getAttribute('href'), (a.closest('table.totals') ? a.closest('tr').querySelector('td') : a).textContent]));
    expect(links.length).toBeGreaterThan(0);
    const wrong = [];
    for (const [href, text] of links) {
      const html = await (await page.request.get(href)).text();
      const found = leadingNumber(/class="summary"><strong>([^<]*)/.exec(html)?.[1]);
      if (found !== trailingNumber(text)) wrong.push(`${href}: says “${text}”, leads to ${found}`);
    }
    expect(wrong).toEqual([]);
  });
}

test('I draw the picture by topic', async ({ page }) => {
  await page.goto('/timeline?stakeholder=msf');
  await page.getByRole('navigation', { name: 'Chart' }).getByRole('link', { name: 'By topic' }).click();
  await expect(page.getByRole('link', { name: 'By topic' })).toHaveAttribute('aria-current', 'true');
  await expect(page.locator('.lane-name', { hasText: 'Access to affordable' })).toBeVisible();
  await page.getByText('View as table', { exact: true }).click();
  await expect(page.getByRole('columnheader', { name: 'Topic' })).toBeVisible();
});

test('I skip the filters by keyboard, and do not see the way before', async ({ page }) => {
  await page.goto('/timeline?topic=treaty-extension');
  const skip = page.getByRole('link', { name: 'Skip the filters' });
  const hidden = await skip.boundingBox();
  expect(hidden.width * hidden.height, 'nothing lies over the heading').toBeLessThanOrEqual(1);
  await skip.focus();
  const shown = await skip.boundingBox();
  expect(Math.min(shown.width, shown.height)).toBeGreaterThanOrEqual(24);
  await page.keyboard.press('Enter');
  await expect(page.locator('#results')).toBeFocused();
});

test('I skip to the content by keyboard', async ({ page }) => {
  await page.goto('/');
  const skip = page.getByRole('link', { name: 'Skip to the content' });
  await expect(skip).not.toBeInViewport();
  await page.keyboard.press('Tab');
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#content$/);
  await expect(page.getByRole('main')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('main').getByRole('link', { name: /^\d+ statements by/ })).toBeFocused();
});

test('I go from a stakeholder to what it said on a topic', async ({ page }) => {
  await page.goto('/stakeholders');
  await page.getByRole('main').getByRole('link', { name: 'AMIIF', exact: true }).first().click();
  await expect(page).toHaveURL(/\/stakeholders\/amiif$/);
  await expect(page.getByRole('heading', { level: 1, name: 'AMIIF' })).toBeVisible();
  const stands = page.getByRole('listitem').filter({ has: page.getByRole('heading', { level: 3 }) }).first();
  const link = stands.getByRole('link', { name: /\d+$/ }).first();
  const promised = trailingNumber(await link.textContent());
  await link.click();
  await expectCount(page, promised);
  await expect(articlesBy(page, 'AMIIF')).toHaveCount(promised);
});

test('I go from a topic to who said what on it', async ({ page }) => {
  await page.goto('/topics');
  await page.getByRole('main').getByRole('link', { name: 'Access to affordable medicines', exact: true }).click();
  await expect(page).toHaveURL(/\/topics\/medicine-access$/);
  await page.getByRole('link', { name: /^See all \d+ statements on the timeline$/ }).click();
  await expect(page).toHaveURL(/topic=medicine-access/);
  await expect(summary(page)).toBeVisible();
  expect(await expectAnnouncedIsShown(page)).toBeGreaterThan(0);
});

test('I read every section from the navigation', async ({ page }) => {
  await page.goto('/');
  for (const name of ['Timeline', 'Stakeholders', 'Topics', 'Milestones', 'What’s new', 'Method']) {
    await page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name }).click();
    await expect(page).toHaveTitle(new RegExp(`^${name}\\b`));
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
    await expect(page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name })).toHaveAttribute('aria-current', 'page');
  }
});
