import { test, expect } from '@playwright/test';
import {
  PAGES,
  PHONE,
  apply,
  articles,
  articlesBy,
  checkBox,
  expectAnnouncedIsShown,
  expectCount,
  parametersOf,
  picker,
  pickByKeyboard,
  suggestions,
  trailingNumber,
} from './helpers.mjs';

const options = (page, facet) => suggestions(page, facet).getByRole('option');

async function openPicker(page, facet) {
  await picker(page, facet).click();
  await expect(picker(page, facet)).toHaveAttribute('aria-expanded', 'true');
  await expect(options(page, facet).first()).toBeVisible();
}

test('the field is a combobox that controls a list box', async ({ page }) => {
  await page.goto('/timeline');
  for (const facet of ['Stakeholder', 'Topic']) {
    const field = picker(page, facet);
    await expect(field).toBeVisible();
    await expect(field).toHaveAttribute('aria-expanded', 'false');
    await expect(field).toHaveAttribute('aria-autocomplete', 'list');
    const list = page.locator(`[id="${await field.getAttribute('aria-controls')}"]`);
    await expect(list).toHaveCount(1);
    await expect(list).toHaveRole('listbox');
    await expect(list).toBeHidden();
    // The commonest values stay beside it.
    await expect(page.getByRole('group', { name: facet, exact: true }).getByRole('checkbox')).toHaveCount(8);
  }
});

test('the list opens and closes, and the field says so', async ({ page }) => {
  await page.goto('/timeline');
  const field = picker(page, 'Stakeholder');
  const list = suggestions(page, 'Stakeholder');
  await openPicker(page, 'Stakeholder');
  await expect(list).toBeVisible();
  await expect(list).toHaveAccessibleName(/.+/);
  await page.keyboard.press('Escape');
  await expect(field).toHaveAttribute('aria-expanded', 'false');
  await expect(list).toBeHidden();
  await expect(field).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(field).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('Tab');
  await expect(field).toHaveAttribute('aria-expanded', 'false');
  await expect(field).not.toBeFocused();
});

test('the arrows move through the suggestions and around the ends', async ({ page }) => {
  await page.goto('/timeline');
  const field = picker(page, 'Stakeholder');
  await openPicker(page, 'Stakeholder');
  const all = options(page, 'Stakeholder');
  const last = (await all.count()) - 1;
  expect(last).toBeGreaterThan(1);
  await expect(field).not.toHaveAttribute('aria-activedescendant', /.+/);
  const press = async (key, at) => {
    await page.keyboard.press(key);
    await expect(field).toHaveAttribute('aria-activedescendant', await all.nth(at).getAttribute('id'));
    await expect(all.and(page.locator('[aria-selected="true"]'))).toHaveCount(1);
    await expect(all.nth(at)).toHaveAttribute('aria-selected', 'true');
    await expect(all.nth(at)).toBeInViewport({ ratio: 1 });
    await expect(field).toBeFocused();
  };
  await press('ArrowUp', last);
  await press('ArrowDown', 0);
  await press('ArrowDown', 1);
  await press('ArrowUp', 0);
  await press('ArrowUp', last);
});

test('the number of suggestions is announced', async ({ page }) => {
  await page.goto('/timeline');
  await openPicker(page, 'Stakeholder');
  const count = await options(page, 'Stakeholder').count();
  await expect(page.getByRole('status').filter({ hasText: /use the up and down arrows/ })).toHaveText(new RegExp(`^${count} suggestions`));
});

test('Enter picks, the list follows, and the focus stays', async ({ page }) => {
  await page.goto('/timeline');
  await pickByKeyboard(page, 'Stakeholder', 'msf', 'MSF');
  await expect(page).toHaveURL(/\/timeline\?stakeholder=msf$/);
  await expect(picker(page, 'Stakeholder')).toHaveValue('');
  await expect(picker(page, 'Stakeholder')).toHaveAttribute('aria-expanded', 'false');
  await expect(picker(page, 'Stakeholder')).toBeFocused();
});

test('the mouse picks', async ({ page }) => {
  await page.goto('/timeline');
  await openPicker(page, 'Topic');
  await options(page, 'Topic').filter({ hasText: 'Trilateral format' }).click();
  await expect(checkBox(page, 'Topic', 'Trilateral format')).toBeChecked();
  await expect(page).toHaveURL(/topic=trilateral-format/);
  await expect(picker(page, 'Topic')).toBeFocused();
});

test('what is picked is a ticked box that takes it away', async ({ page }) => {
  await page.goto('/timeline?stakeholder=msf&stakeholder=amiif');
  await checkBox(page, 'Stakeholder', 'MSF').uncheck();
  await expect(page).toHaveURL(/\/timeline\?stakeholder=amiif$/);
  await expect(checkBox(page, 'Stakeholder', 'AMIIF')).toBeChecked();
  const count = await expectAnnouncedIsShown(page);
  await expect(articlesBy(page, 'AMIIF')).toHaveCount(count);
});

test('a picked value is not suggested again, and is once it was taken away', async ({ page }) => {
  await page.goto('/timeline?stakeholder=msf');
  await picker(page, 'Stakeholder').fill('msf');
  await expect(suggestions(page, 'Stakeholder')).toContainText('No matches.');
  await page.keyboard.press('Escape');
  await checkBox(page, 'Stakeholder', 'MSF').uncheck();
  await expect(page).toHaveURL(/\/timeline$/);
  await picker(page, 'Stakeholder').fill('ms');
  await expect(options(page, 'Stakeholder').filter({ hasText: 'MSF' })).toHaveCount(1);
});

test('a value that was not listed is picked like any other', async ({ page }) => {
  await page.goto('/timeline');
  await expect(page.locator('input[name=stakeholder][value=mexico-embassy-us]')).toHaveCount(0);
  await pickByKeyboard(page, 'Stakeholder', 'unifor', 'Unifor');
  await expect(page).toHaveURL(/stakeholder=unifor/);
  await expect(checkBox(page, 'Stakeholder', 'Unifor')).toBeVisible();
});

for (const [facet, from] of [
  ['Stakeholder', '/timeline'],
  ['Stakeholder', '/timeline?topic=medicine-access&stance=strongly_support'],
  ['Topic', '/timeline?stakeholder=ustr'],
]) {
  test(`the count beside each ${facet.toLowerCase()} suggested at ${from} is what picking it gives`, async ({ page }) => {
    await page.goto(from);
    await openPicker(page, facet);
    const count = await options(page, facet).count();
    for (let at = 0; at < count; at += 1) {
      await page.goto(from);
      await openPicker(page, facet);
      const promised = trailingNumber(await options(page, facet).nth(at).textContent());
      expect(promised).toBeGreaterThan(0);
      await options(page, facet).nth(at).click();
      await expect(page).not.toHaveURL(from);
      await expectCount(page, promised);
      await expect(articles(page)).toHaveCount(promised);
    }
  });
}

test('a stakeholder is found by another name', async ({ page }) => {
  await page.goto('/timeline');
  await picker(page, 'Stakeholder').pressSequentially('Doctors Without');
  await expect(options(page, 'Stakeholder')).toHaveCount(1);
  await expect(options(page, 'Stakeholder')).toContainText('MSF');
});

test('a stakeholder is found without accents', async ({ page }) => {
  await page.goto('/timeline');
  await picker(page, 'Stakeholder').pressSequentially('secretaria');
  const found = options(page, 'Stakeholder').filter({ has: page.getByText('SE', { exact: true }) });
  await expect(found).toHaveCount(1);
});

test('words that nothing begins with are answered with a sentence, and Enter then picks nothing', async ({ page }) => {
  await page.goto('/timeline');
  await picker(page, 'Stakeholder').pressSequentially('zzzz');
  await expect(suggestions(page, 'Stakeholder')).toContainText('No matches.');
  await page.keyboard.press('ArrowDown');
  await expect(picker(page, 'Stakeholder')).not.toHaveAttribute('aria-activedescendant', /.+/);
});

test('suggestions are in the language of the page', async ({ page }) => {
  await page.goto('/es/timeline');
  const field = page.getByRole('combobox', { name: /^Tema/ });
  await field.pressSequentially('acceso');
  await expect(suggestions(page, 'topic').getByRole('option').first()).toContainText(/acceso/i);
});

test.describe('on a phone', () => {
  test.use({ viewport: PHONE });

  test('Escape closes the suggestions first, then the sheet', async ({ page }) => {
    await page.goto('/timeline');
    await page.getByRole('button', { name: 'Filters', exact: true }).click();
    const sheet = page.getByRole('complementary', { name: 'Filters' });
    await openPicker(page, 'Stakeholder');
    await page.keyboard.press('Escape');
    await expect(suggestions(page, 'Stakeholder')).toBeHidden();
    await expect(sheet).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden();
  });
});

test.describe('when suggestions cannot be loaded', () => {
  const failed = (page) => page.getByRole('status').filter({ hasText: 'Suggestions could not be loaded; choose from the list.' });

  test('the check boxes come back with a message, and the form works', async ({ page }) => {
    await page.goto('/timeline');
    await page.route('**/api/fn/**', (route) => route.abort());
    await picker(page, 'Stakeholder').pressSequentially('m');
    await expect(failed(page)).toBeVisible();
    await expect(picker(page, 'Stakeholder')).toHaveCount(0);
    await checkBox(page, 'Stakeholder', 'MSF').check();
    await apply(page);
    await expect(page).toHaveURL(/stakeholder=msf/);
    expect(parametersOf(page)).toEqual(['stakeholder=msf']);
    const count = await expectAnnouncedIsShown(page);
    await expect(articlesBy(page, 'MSF')).toHaveCount(count);
  });

  test('what was picked before stays chosen', async ({ page }) => {
    await page.goto('/timeline');
    await pickByKeyboard(page, 'Stakeholder', 'msf', 'MSF');
    await expect(page).toHaveURL(/stakeholder=msf/);
    await page.route('**/api/fn/**', (route) => route.abort());
    await picker(page, 'Stakeholder').pressSequentially('a');
    await expect(failed(page)).toBeVisible();
    await expect(checkBox(page, 'Stakeholder', 'MSF')).toBeChecked();
    await checkBox(page, 'Stakeholder', 'AMIIF').check();
    await expect(page).toHaveURL(/amiif/);
    expect(parametersOf(page)).toEqual(['stakeholder=amiif', 'stakeholder=msf']);
  });

  test('those who were in the field are not thrown out of the form', async ({ page }) => {
    await page.goto('/timeline');
    await page.route('**/api/fn/**', (route) => route.abort());
    await picker(page, 'Stakeholder').pressSequentially('m');
    await expect(failed(page)).toBeVisible();
    await expect(page.getByRole('search').locator(':focus')).toHaveCount(1);
  });
});

for (const [path] of PAGES) {
  test(`nothing is wrong in the console at ${path}`, async ({ page, baseURL }) => {
    const wrong = [];
    page.on('pageerror', (error) => wrong.push(`error: ${error.message}`));
    page.on('console', (message) => {
      // The browser notes the status of an error page itself.
      const isStatusOfPage = message.location().url === new URL(path, baseURL).href && /status of 40[04]/.test(message.text());
      if (['error', 'warning'].includes(message.type()) && !isStatusOfPage) wrong.push(`${message.type()}: ${message.text()}`);
    });
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI}`));
    });
    await page.goto(path, { waitUntil: 'networkidle' });
    const fields = page.locator('.picker input[type="text"]');
    for (let at = 0; at < (await fields.count()); at += 1) {
      await fields.nth(at).click();
      await expect(fields.nth(at)).toHaveAttribute('aria-expanded', 'true');
      await page.keyboard.press('Escape');
    }
    expect(wrong).toEqual([]);
  });
}
