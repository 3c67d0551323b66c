import { expect } from '@playwright/test';

export const PHONE = { width: 375, height: 800 };

/** Every kind of page, by address, with the status it answers with. */
export const PAGES = [
  ['/', 200],
  ['/timeline', 200],
  ['/new', 200],
  ['/search?q=mexico', 200],
  ['/search', 200],
  ['/about', 200],
  ['/milestones/joint-review-2026', 200],
  ['/stakeholders?sort=name', 200],
  ['/timeline?stakeholder=msf&topic=medicine-access', 200],
  ['/timeline?q=zzzz', 200],
  ['/timeline?stance=angry', 400],
  ['/nope', 404],
  ['/stakeholders', 200],
  ['/stakeholders/amiif', 200],
  ['/topics', 200],
  ['/topics/medicine-access', 200],
  ['/statements/seed-amiif-portugal-strengthen-ip', 200],
  ['/statements/amelaf-villafranca-2026-cofepris-backlog', 200],
  ['/milestones', 200],
  ['/method', 200],
  ['/es', 200],
  ['/fr', 200],
];

/** The line that announces how many statements there are. */
export const summary = (page) => page.getByRole('main').getByRole('status').filter({ hasText: /^\s*[\d,]+ statements?\b/ });

export const articles = (page) => page.getByRole('article');

/** Statements by a stakeholder, by its short name. */
export const articlesBy = (page, name) =>
  articles(page).filter({ has: page.getByRole('heading', { level: 3 }).getByRole('link', { name, exact: true }) });

/** The number at the start of a text. */
export function leadingNumber(text) {
  const match = /^\s*([\d,]+)/.exec(text ?? '');
  if (!match) throw new Error(`no number begins “${text}”`);
  return Number(match[1].replaceAll(',', ''));
}

/** The number at the end of a text. */
export function trailingNumber(text) {
  const match = /([\d,]+)\s*$/.exec(text ?? '');
  if (!match) throw new Error(`no number ends “${text}”`);
  return Number(match[1].replaceAll(',', ''));
}

export async function announcedCount(page) {
  return leadingNumber(await summary(page).textContent());
}

export async function expectCount(page, count) {
  await expect(summary(page)).toHaveText(new RegExp(`^\\s*${count.toLocaleString('en')} statements?\\b`));
}

/** Expects a list that fits one page to have as many statements as it announces, and gives the number. */
export async function expectAnnouncedIsShown(page) {
  const count = await announcedCount(page);
  await expect(articles(page)).toHaveCount(count);
  return count;
}

/** The addresses in the page of the statements shown, in order. */
export const articleIds = (page) => articles(page).evaluateAll((all) => all.map((article) => article.id));

export const picker = (page, facet) => page.getByRole('combobox', { name: new RegExp(`^${facet}`) });

/** The suggestions of a picker; hidden ones as well, so that their absence can be told. */
export const suggestions = (page, facet) => page.locator(`#suggestions-${facet.toLowerCase()}`);

/** The option that the field says is active. */
export async function activeOption(page, field) {
  await expect(field).toHaveAttribute('aria-activedescendant', /.+/);
  return page.locator(`[id="${await field.getAttribute('aria-activedescendant')}"]`);
}

/** Types into a picker and takes the first suggestion, by keyboard alone. */
export async function pickByKeyboard(page, facet, typed, name) {
  const field = picker(page, facet);
  await field.focus();
  await page.keyboard.type(typed);
  const options = suggestions(page, facet).getByRole('option');
  // The answer to all that was typed, not to the beginning of it.
  await expect(options.first()).toContainText(name);
  await expect(options).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await expect(await activeOption(page, field)).toContainText(name);
  await page.keyboard.press('Enter');
  await expect(checkBox(page, facet, name)).toBeChecked();
}

export const checkBox = (page, facet, name) =>
  page.getByRole('group', { name: facet, exact: true }).getByRole('checkbox', { name: new RegExp(`^${name}\\s+[\\d,]+$`) });

/** Chooses a stakeholder or topic as a reader with or without JavaScript does. */
export async function choose(page, javaScriptEnabled, facet, typed, name) {
  if (javaScriptEnabled) {
    await pickByKeyboard(page, facet, typed, name);
  } else {
    await checkBox(page, facet, name).check();
  }
}

export const apply = (page) => page.getByRole('button', { name: 'Apply filters' }).click();

/** The query of the address that the page is at, as sorted pairs. */
export function parametersOf(page) {
  return [...new URL(page.url()).searchParams].filter(([, value]) => value !== '').map((pair) => pair.join('=')).sort();
}
