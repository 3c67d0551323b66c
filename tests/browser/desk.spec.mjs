import { test, expect } from '@playwright/test';
import { DESK, PASSWORD, emailOf, fillStatement, newDraft, newMember, signIn, signedIn, totp } from './desk-helpers.mjs';

// Both projects write to the same server, so what they write is named after them.
const named = (info, what) => `${what} ${info.project.name.replaceAll(/\W+/g, ' ').toLowerCase()} ${info.workerIndex}`;
const nameOf = (info, what) => named(info, what).replaceAll(' ', '-');

test('I sign in by keyboard alone, after a wrong password, and sign out', async ({ page }) => {
  await page.goto(`${DESK}/edit`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in');
  await page.getByLabel('Email address').focus();
  await page.keyboard.type(emailOf('editor'));
  await page.keyboard.press('Tab');
  await page.keyboard.type('not my password');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('The email address or password is incorrect');
  await expect(page.getByLabel('Email address')).toHaveValue(emailOf('editor'));
  await page.getByRole('alert').getByRole('link').click();
  await expect(page.getByLabel('Email address')).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Desk');
  await page.getByRole('button', { name: 'Sign out' }).focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`${DESK}/`);
  await page.goto(`${DESK}/edit`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in');
});

test('I set a second factor up and sign in with it', async ({ page, context }, info) => {
  const name = nameOf(info, 'factor');
  await newMember(context, name);
  await page.goto(`${DESK}/login?next=/edit/account`);
  await signIn(page, name);
  await page.getByRole('link', { name: 'Set up two-factor authentication' }).click();
  await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible();
  const secret = await page.locator('code.secret').textContent();
  await page.getByLabel('The code it shows now').fill(totp(secret, -1));
  await page.getByLabel('Your password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Set up two-factor authentication' }).click();
  await expect(page.locator('.codes li')).toHaveCount(10);
  const recovery = await page.locator('.codes li').first().textContent();
  await page.getByRole('button', { name: 'Sign out' }).click();

  await page.goto(`${DESK}/edit`);
  await signIn(page, name);
  await page.getByLabel('Code').fill('000000');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('alert')).toContainText('The code is wrong');
  await page.getByLabel('Code').fill(totp(secret));
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Desk');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.goto(`${DESK}/login`);
  await signIn(page, name);
  await page.getByLabel('Code').fill(recovery);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Desk');
});

test('A statement goes from a draft, refused once, to the timeline and to its tombstone', async ({ browser, page, context }, info) => {
  const words = named(info, 'Access comes first');
  await signedIn(context, 'editor');
  await page.goto(`${DESK}/edit`);
  await page.getByRole('link', { name: 'New statement' }).click();
  await fillStatement(page, words);
  await page.getByLabel('Year', { exact: true }).fill('2031');
  await page.getByRole('button', { name: 'Submit for review' }).click();
  await page.getByRole('alert').getByRole('link', { name: /Year/ }).click();
  await expect(page.getByLabel('Year', { exact: true })).toBeFocused();
  await expect(page.getByLabel('Quote or paraphrase', { exact: true })).toHaveValue(words);
  await page.getByLabel('Year', { exact: true }).fill('2026');
  await page.getByRole('button', { name: 'Submit for review' }).click();
  await expect(page.getByText('Awaiting review')).toBeVisible();
  await expect(page.locator('.preview')).toContainText(words);
  const review = page.url();

  const other = await browser.newContext({ javaScriptEnabled: info.project.use.javaScriptEnabled });
  await signedIn(other, 'reviewer');
  const reviewer = await other.newPage();
  await reviewer.goto(`${DESK}/edit`);
  await expect(reviewer.getByRole('region', { name: 'Awaiting review' })).toContainText(words);
  await reviewer.goto(review);
  await reviewer.getByLabel('Reason').fill('Which letter?');
  await reviewer.getByRole('button', { name: 'Return to author' }).click();

  await page.goto(review.replace('/review', ''));
  await expect(page.getByText('Returned by reviewer: Which letter?')).toBeVisible();
  await page.getByLabel('Page, paragraph or time').fill('page 2');
  await page.getByRole('button', { name: 'Submit for review' }).click();
  await reviewer.goto(review);
  await reviewer.getByRole('button', { name: 'Publish' }).click();
  await expect(reviewer.locator('.words')).toContainText(words);
  const statement = reviewer.url();
  await page.goto(`${DESK}/timeline?q=${encodeURIComponent(`"${words}"`)}`);
  await expect(page.getByRole('article')).toHaveCount(1);
  await expect(page.getByRole('article')).toContainText(words);

  await reviewer.getByRole('link', { name: 'Withdraw this statement' }).click();
  await reviewer.getByLabel('Reason for withdrawal').fill('The letter was not theirs.');
  await reviewer.getByRole('button', { name: 'Withdraw this statement' }).click();
  await other.close();
  const tombstone = await page.goto(statement);
  expect(tombstone.status()).toBe(410);
  await expect(page.getByText('The letter was not theirs.')).toBeVisible();
  await page.goto(`${DESK}/timeline?q=${encodeURIComponent(`"${words}"`)}`);
  await expect(page.getByRole('article')).toHaveCount(0);
});

test('Two browsers on one draft: the slower one sees both, and settles it', async ({ page, context }, info) => {
  await signedIn(context, 'editor');
  const draft = await newDraft(page, named(info, 'Conflicting words'));
  const slower = await context.newPage();
  await slower.goto(draft);
  await page.goto(draft);
  await page.getByLabel('Speaker', { exact: true }).fill('The first speaker');
  await page.getByRole('button', { name: 'Save draft' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'The draft is saved' })).toBeVisible();
  await slower.getByLabel('Speaker', { exact: true }).fill('The second speaker');
  await slower.getByRole('button', { name: 'Save draft' }).click();
  const box = slower.getByRole('alert');
  await expect(box).toContainText('Someone else changed this first');
  await expect(box).toContainText('The first speaker');
  await expect(box).toContainText('The second speaker');
  await expect(slower.getByLabel('Speaker', { exact: true })).toHaveValue('The second speaker');
  await slower.getByLabel('Speaker', { exact: true }).fill('Both speakers');
  await slower.getByRole('button', { name: 'Save draft' }).click();
  await page.goto(draft);
  await expect(page.getByLabel('Speaker', { exact: true })).toHaveValue('Both speakers');
});

test('What I typed when my session ended is back after I sign in', async ({ page, context }, info) => {
  const name = nameOf(info, 'expired');
  const words = `${named(info, 'Typed in time')}\n"quoted" <b>& more`;
  await newMember(context, name);
  await page.goto(`${DESK}/edit/statements/new`);
  await signIn(page, name);
  await fillStatement(page, words);
  await context.clearCookies();
  await page.getByRole('button', { name: 'Save draft' }).click();
  await expect(page.getByText('Your session has expired.')).toBeVisible();
  await signIn(page, name);
  await page.getByRole('button', { name: 'Continue with what I typed' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'The draft is saved' })).toBeVisible();
  await expect(page.getByLabel('Quote or paraphrase', { exact: true })).toHaveValue(words);
});

test('I add a stakeholder that is not on record, with its statement', async ({ page, context }, info) => {
  const who = named(info, 'Chamber of medicines');
  await signedIn(context, 'editor');
  await page.goto(`${DESK}/edit/statements/new`);
  await fillStatement(page, named(info, 'A new voice'));
  await page.getByLabel('Stakeholder', { exact: true }).fill(who);
  await page.getByRole('button', { name: 'Submit for review' }).click();
  await expect(page.getByRole('alert')).toContainText('is not on record');
  await page.getByLabel('Add it with this statement').check();
  await page.getByLabel('Stakeholder type').selectOption('chamber_of_commerce');
  await page.getByLabel('Country').selectOption('MX');
  await page.getByRole('button', { name: 'Submit for review' }).click();
  await expect(page.getByText(`Publishing also adds ${who} to the stakeholders.`)).toBeVisible();
});

test('I paste a source and make two statements from it', async ({ page, context }, info) => {
  const [first, second] = [named(info, 'We oppose longer exclusivity'), named(info, 'Access must come first')];
  await signedIn(context, 'editor');
  await page.goto(`${DESK}/edit`);
  await page.getByRole('link', { name: 'Work from a source' }).click();
  await page.getByText('Add a source', { exact: true }).first().click();
  await page.getByLabel('URL', { exact: true }).fill(`https://example.org/${encodeURIComponent(first)}`);
  await page.getByLabel('Title', { exact: true }).fill(named(info, 'An article'));
  await page.getByLabel('Published on').fill('2026-11-03');
  await page.getByLabel('Source type', { exact: true }).selectOption('news');
  await page.getByLabel('Source tier').selectOption('3');
  await page.getByLabel('Text of the source').fill(`The letter says: “${first}.”\nIt adds that ${second}.`);
  await page.getByRole('button', { name: 'Add a source' }).click();
  const source = page.url();
  for (const words of [first, second]) {
    await page.goto(source);
    await page.getByLabel('Find this passage').fill(`${words}`.replaceAll(' ', '  '));
    await page.getByRole('button', { name: 'Find', exact: true }).click();
    await expect(page.locator('mark.sought')).toHaveText(words);
    await page.getByRole('link', { name: 'Found. Start a statement with it' }).click();
    await expect(page.getByLabel('Quote or paraphrase', { exact: true })).toHaveValue(words);
    await page.getByLabel('Stakeholder', { exact: true }).fill('MSF');
    await page.getByLabel('Original language').selectOption('en');
    await page.getByLabel('Quote type').selectOption('partial_quote');
    await page.getByLabel('Setting').selectOption('letter');
    await page.getByRole('button', { name: 'Submit for review' }).click();
    await expect(page.locator('.preview')).toContainText('checked against source');
  }
});
