import { test, expect } from '@playwright/test';
import { violations } from './accessibility-helpers.mjs';
import { DESK, newDraft, signIn, signedIn } from './desk-helpers.mjs';

/** Every page of the desk and every state of one, by what it is and how to get there. */
const STATES = [
  ['signing in', null, (page) => page.goto(`${DESK}/login`)],
  ['a wrong password', null, async (page) => {
    await page.goto(`${DESK}/login`);
    await signIn(page, 'nobody', 'not the password');
    await expect(page.getByRole('alert')).toBeVisible();
  }],
  ['a link that is not good', null, (page) => page.goto(`${DESK}/password/unknown`)],
  ['a session that ended', 'editor', async (page, context) => {
    await page.goto(`${DESK}/edit/statements/new`);
    await context.clearCookies();
    await page.getByRole('button', { name: 'Save draft' }).click();
    await expect(page.getByText('Your session has expired.')).toBeVisible();
  }],
  ['a role that is missing', 'editor', (page) => page.goto(`${DESK}/edit/users`)],
  ['the desk', 'editor', (page) => page.goto(`${DESK}/edit`)],
  ['the account', 'editor', (page) => page.goto(`${DESK}/edit/account`)],
  ['the account with errors', 'editor', async (page) => {
    await page.goto(`${DESK}/edit/account`);
    await page.getByLabel('New password', { exact: true }).fill('short');
    await page.getByRole('button', { name: 'Change password' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
  }],
  ['the second factor', 'editor', (page) => page.goto(`${DESK}/edit/account/second-factor`)],
  ['people', 'admin', (page) => page.goto(`${DESK}/edit/users`)],
  ['people with errors', 'admin', async (page) => {
    await page.goto(`${DESK}/edit/users`);
    await page.getByRole('button', { name: 'Add a person' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
  }],
  ['a person', 'admin', (page) => page.goto(`${DESK}/edit/users/1`)],
  ['all sources', 'editor', (page) => page.goto(`${DESK}/edit/sources`)],
  ['a source with errors', 'editor', async (page) => {
    await page.goto(`${DESK}/edit/sources`);
    await page.getByText('Add a source', { exact: true }).first().click();
    await page.getByRole('button', { name: 'Add a source' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
  }],
  ['a source with its text and a passage', 'editor', async (page) => {
    await page.goto(`${DESK}/edit/sources`);
    await page.getByRole('link', { name: 'Mexico Weighs IP Priorities Ahead of 2026 USMCA Review' }).click();
    const paste = page.getByRole('textbox', { name: 'Text of the source' });
    if (!(await paste.isVisible())) await page.getByText('Replace the text', { exact: true }).click();
    await paste.fill('The association stresses that reducing dependence on external sources matters.');
    await page.getByRole('button', { name: 'Save text' }).click();
    await page.getByLabel('Find this passage').fill('reducing dependence');
    await page.getByRole('button', { name: 'Find', exact: true }).click();
    await expect(page.locator('mark.sought')).toBeVisible();
  }],
  ['a new statement', 'editor', (page) => page.goto(`${DESK}/edit/statements/new`)],
  ['a statement with errors', 'editor', async (page) => {
    await page.goto(`${DESK}/edit/statements/new`);
    await page.getByLabel('Topic 1').fill('nothing on record');
    await page.getByRole('button', { name: 'Submit for review' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    await page.locator('details').evaluateAll((all) => all.forEach((details) => (details.open = true)));
  }],
  ['a draft that was saved', 'editor', (page) => newDraft(page, 'Words to look at')],
  ['a draft that is not complete', 'editor', async (page) => {
    await page.goto(`${DESK}/edit/statements/new`);
    await page.getByRole('button', { name: 'Preview' }).click();
    await expect(page.getByText('Incomplete')).toBeVisible();
  }],
  ['a review', 'reviewer', async (page, context) => {
    await signedIn(context, 'editor');
    await newDraft(page, 'Words to review');
    await page.getByRole('button', { name: 'Submit for review' }).click();
    await expect(page.getByText('Awaiting review')).toBeVisible();
    const review = page.url();
    await signedIn(context, 'reviewer');
    await page.goto(review);
    await page.getByRole('button', { name: 'Return to author' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
  }],
  ['a conflict', 'editor', async (page, context) => {
    const draft = await newDraft(page, 'Words in conflict');
    await page.goto(draft);
    const faster = await context.newPage();
    await faster.goto(draft);
    await faster.getByLabel('Speaker', { exact: true }).fill('Somebody');
    await faster.getByRole('button', { name: 'Save draft' }).click();
    // A tab that lies behind another draws nothing, and what is not drawn cannot be filled in.
    await page.bringToFront();
    await page.getByLabel('Speaker', { exact: true }).fill('Somebody else');
    await page.getByRole('button', { name: 'Save draft' }).click();
    await expect(page.getByRole('alert')).toContainText('Someone else changed this first');
  }],
  ['a change of a statement', 'editor', async (page) => {
    await page.goto(`${DESK}/edit/statements/seed-msf-remove-provisions`);
    await page.getByLabel('Speaker', { exact: true }).fill('Somebody');
    await page.getByRole('button', { name: 'Preview' }).click();
    await expect(page.getByText('What it changes')).toBeVisible();
  }],
  ['a draft that may be on record already', 'editor', async (page) => {
    await page.goto(`${DESK}/edit/statements/seed-msf-remove-provisions`);
    const words = await page.getByLabel('Quote or paraphrase', { exact: true }).inputValue();
    await newDraft(page, words);
    await expect(page.locator('.duplicates li').first()).toBeVisible();
  }],
  ['a part of the queue', 'editor', (page) => page.goto(`${DESK}/edit?show=to-verify`)],
  ['reference data', 'admin', (page) => page.goto(`${DESK}/edit/reference`)],
  ['a topic', 'admin', async (page) => {
    await page.goto(`${DESK}/edit/reference/topic/item/medicine-access`);
    await page.getByText('Merge into another', { exact: true }).first().click();
  }],
  ['a stakeholder with errors', 'reviewer', async (page) => {
    await page.goto(`${DESK}/edit/reference/stakeholder/new`);
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
  }],
  ['a milestone that changes', 'reviewer', async (page) => {
    await page.goto(`${DESK}/edit/reference`);
    await page.locator('a[href*="/milestone/item/"]').first().click();
  }],
  ['an import', 'editor', (page) => page.goto(`${DESK}/edit/import`)],
  ['an import without a file', 'editor', async (page) => {
    await page.goto(`${DESK}/edit/import`);
    await page.getByRole('button', { name: 'Upload and check' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
  }],
  ['a file with rows that have faults', 'editor', async (page) => {
    await page.goto(`${DESK}/edit/import`);
    const buffer = Buffer.from('who,quote,year\nMSF,"Words, of a row",2026\nNobody,"Words, of a row",2026\n');
    await page.getByLabel('File', { exact: true }).setInputFiles({ name: 'faults.csv', mimeType: 'text/csv', buffer });
    await page.getByRole('button', { name: 'Upload and check' }).click();
    await expect(page.locator('.row-faults')).toBeVisible();
  }],
  ['a withdrawal with errors', 'reviewer', async (page) => {
    await page.goto(`${DESK}/edit/statements/seed-msf-remove-provisions/withdraw`);
    await page.getByRole('button', { name: 'Withdraw this statement' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
  }],
  ['a statement, for a reviewer', 'reviewer', (page) => page.goto(`${DESK}/statements/seed-msf-remove-provisions`)],
  ['a history', 'editor', (page) => page.goto(`${DESK}/statements/seed-msf-remove-provisions/history`)],
  ['corrections', null, (page) => page.goto(`${DESK}/corrections`)],
  ['the form in Spanish', 'editor', (page) => page.goto(`${DESK}/es/edit/statements/new`)],
  ['the form in French', 'editor', (page) => page.goto(`${DESK}/fr/edit/statements/new`)],
];

for (const colorScheme of ['light', 'dark']) {
  for (const [what, who, go] of STATES) {
    test(`${what} is accessible, ${colorScheme}, on a phone and on a desk`, async ({ page, context }) => {
      await page.emulateMedia({ colorScheme });
      if (who) await signedIn(context, who);
      await go(page, context);
      for (const viewport of [{ width: 1280, height: 800 }, { width: 320, height: 800 }]) {
        await page.setViewportSize(viewport);
        expect(await violations(page)).toEqual([]);
      }
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    });
  }
}
