import { expect, test } from '@playwright/test';
import { OWN, DESK, PASSWORD, emailOf, newMember, signedIn } from './desk-helpers.mjs';

/** Moves the focus on with Tab until it is on an element; gives how many keys that took. */
async function tabTo(page, target) {
  await expect(target).toHaveCount(1);
  for (let keys = 0; keys < 120; keys++) {
    if (await target.evaluate((element) => element === document.activeElement)) return keys;
    await page.keyboard.press('Tab');
  }
  throw new Error('the focus never came there');
}

/** Fills a field in by keyboard; a choice by the beginning of its label. */
async function fill(page, target, text) {
  await tabTo(page, target);
  await page.keyboard.type(text);
}

async function press(page, target) {
  await tabTo(page, target);
  await page.keyboard.press('Enter');
}

test('every task of an editor and a reviewer is done by keyboard alone', async ({ page, context }) => {
  test.setTimeout(90_000);
  await newMember(context, 'typist');
  await newMember(context, 'checker', 'reviewer');
  const main = page.getByRole('main');
  const button = (name) => main.getByRole('button', { name, exact: true });
  const signIn = async (name) => {
    await context.clearCookies();
    await page.goto(`${DESK}/login`);
    await fill(page, page.getByLabel('Email address'), emailOf(name));
    await fill(page, page.getByLabel('Password'), PASSWORD);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'Desk' })).toBeVisible();
  };
  await signIn('typist');

  // A source with its text.
  await press(page, main.getByRole('link', { name: 'Work from a source' }));
  await press(page, main.locator('summary'));
  await fill(page, main.getByLabel('URL', { exact: true }), 'https://example.org/keys');
  await fill(page, main.getByLabel('Title', { exact: true }), 'Typed from end to end');
  await fill(page, main.getByLabel('Published on'), '2026-11-03');
  await fill(page, main.getByLabel('Source type'), 'Non-gov');
  await fill(page, main.getByLabel('Source tier'), '2');
  await fill(page, main.getByLabel('Text of the source'), 'MSF said: “The keys alone must be enough for this.”');
  await press(page, main.locator('form').getByRole('button', { name: 'Add a source' }));
  await expect(page.getByRole('heading', { level: 1, name: 'Typed from end to end' })).toBeVisible();

  // A statement from a quoted passage.
  await press(page, main.locator('.found-quotes a'));
  await expect(main.getByLabel('Quote or paraphrase', { exact: true })).toHaveValue('The keys alone must be enough for this.');
  await fill(page, main.getByLabel('Original language'), 'Eng');
  await fill(page, main.getByLabel('Quote type'), 'Verb');
  await fill(page, main.getByLabel('Setting'), 'Letter');
  await fill(page, main.getByLabel('Topic 1'), 'medicine-access');
  await fill(page, main.getByLabel('Stance 1'), 'Supp');
  await press(page, button('Submit for review'));
  await expect(page).toHaveURL(/review$/);
  const review = page.url();

  // Sent back, corrected, published, withdrawn.
  await signIn('checker');
  await page.goto(review);
  await fill(page, main.getByLabel('Reason'), 'Who wrote the letter?');
  await press(page, button('Return to author'));
  await expect(page.getByRole('heading', { level: 1, name: 'Desk' })).toBeVisible();
  await signIn('typist');
  await press(page, main.getByRole('region', { name: 'Returned to you' }).getByRole('link'));
  await fill(page, main.getByLabel('Role', { exact: true }), 'Spokesperson');
  await press(page, button('Submit for review'));
  await expect(page).toHaveURL(/review$/);
  await signIn('checker');
  await page.goto(review);
  await press(page, button('Publish'));
  await expect(page).toHaveURL(/\/statements\/msf-2026-11-03/);
  await press(page, main.getByRole('link', { name: 'Withdraw this statement' }));
  await fill(page, main.getByLabel('Reason for withdrawal'), 'It was a try.');
  await press(page, button('Withdraw this statement'));
  await expect(main).toContainText('It was a try.');

  // Reference data.
  await page.goto(`${DESK}/edit/reference/stakeholder/new`);
  await fill(page, main.getByLabel('Name', { exact: true }), 'Canadian Chamber of Commerce in Mexico');
  await fill(page, main.getByLabel('Short name', { exact: true }), 'CANCHAM');
  await fill(page, main.getByLabel('Stakeholder type'), 'Chamb');
  await fill(page, main.getByLabel('Country'), 'Mex');
  await press(page, button('Save'));
  await expect(page.getByRole('status')).toHaveText('Saved and published.');
});

test('files, accounts and merges are done by keyboard alone', async ({ page, context }) => {
  test.setTimeout(90_000);
  const main = page.getByRole('main');
  const button = (name) => main.getByRole('button', { name, exact: true });
  await signedIn(context, 'admin');

  // A table of statements, kept as drafts and undone.
  await page.goto(`${DESK}/edit`);
  await press(page, main.getByRole('link', { name: 'Import statements' }));
  await tabTo(page, main.getByLabel('File', { exact: true }));
  const chooser = page.waitForEvent('filechooser');
  await page.keyboard.press('Space');
  const buffer = Buffer.from(
    'who,year,quote,language,directness,venue,url,source title,source kind,tier\n' +
      'MSF,2026,Handed in without a mouse.,en,verbatim,letter,https://example.org/no-mouse,No mouse,ngo,2\n',
  );
  await (await chooser).setFiles({ name: 'no-mouse.csv', mimeType: 'text/csv', buffer });
  await press(page, button('Upload and check'));
  await press(page, button('Save as drafts'));
  await expect(page.getByRole('status')).toHaveText('1 draft was made.');
  await press(page, main.locator('summary'));
  await fill(page, main.getByRole('textbox'), 'A try.');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Undone')).toBeVisible();

  // Two topics, merged; the merge undone.
  for (const name of ['Typed old', 'Typed new']) {
    await page.goto(`${DESK}/edit/reference/topic/new`);
    await fill(page, main.getByLabel('Label (English)'), name);
    await fill(page, main.getByLabel('Proposition (English)'), `${name} should be.`);
    await press(page, button('Save'));
    await expect(page.getByRole('status')).toHaveText('Saved and published.');
  }
  await page.goto(`${DESK}/edit/reference/topic/item/typed-old`);
  await press(page, main.locator('summary'));
  await fill(page, main.getByLabel('Into'), 'Typed new');
  await fill(page, main.getByLabel('Reason for merging'), 'One thing.');
  await press(page, button('Merge into another'));
  await expect(page.getByRole('status')).toContainText('Merged.');
  await page.goto(`${DESK}/edit/reference`);
  await press(page, page.getByRole('row', { name: 'typed-old → typed-new' }).getByRole('button', { name: 'Undo' }));
  await expect(page.getByRole('row', { name: 'typed-old → typed-new' })).toContainText('Undone on');

  // An account.
  await press(page, main.getByRole('link', { name: 'Desk' }));
  await press(page, main.getByRole('link', { name: 'People' }));
  await fill(page, main.getByLabel('Name', { exact: true }), 'without a mouse');
  await fill(page, main.getByLabel('Email address'), 'mouse@example.org');
  await fill(page, main.getByLabel('Role'), 'Rev');
  await press(page, button('Add a person'));
  await expect(main).toContainText('/password/');
});

test('entering a statement from a pasted source takes few clicks and keys', async ({ page, context }) => {
  const text =
    'Mexico City, 3 November 2026. MSF said: “Nobody should be made to count the keys for this.”\n' +
    'AMIIF said: “We count on every one of them for what we do.”';
  const source = { url: 'https://example.org/counted', title: 'Counted', date: '2026-11-03', kind: 'ngo', tier: '2', text };
  await signedIn(context, 'editor');
  const added = await context.request.post(`${DESK}/edit/sources`, { form: source, headers: OWN });
  await page.goto(added.url());
  // What the browser counts, not what the test believes it did.
  const count = { clicks: 0, keys: 0 };
  await page.exposeFunction('counted', (what) => (count[what] += 1));
  await context.addInitScript(() => {
    addEventListener('click', (event) => event.isTrusted && event.detail > 0 && window.counted('clicks'), true);
    addEventListener('keydown', () => window.counted('keys'), true);
  });
  await page.reload();
  await page.locator('.found-quotes li').first().getByRole('link').click();
  await expect(page.getByLabel('Stakeholder', { exact: true })).toHaveValue('MSF');
  await expect(page.getByLabel('Year', { exact: true })).toHaveValue('2026');
  const field = async (label, typed) => {
    await page.getByLabel(label, { exact: true }).focus();
    await page.keyboard.type(typed);
  };
  await page.getByLabel('Quote or paraphrase', { exact: true }).click();
  await page.keyboard.press('Tab');
  await page.keyboard.type('E');
  await page.keyboard.press('Tab');
  await page.keyboard.type('V');
  await page.keyboard.press('Tab');
  await page.keyboard.type('L');
  await field('Topic 1', 'medicine-access');
  count.clicks += 1;
  await page.keyboard.press('Tab');
  await field('Stance 1', 'Sup');
  await page.getByRole('button', { name: 'Submit for review' }).click();
  await expect(page).toHaveURL(/review$/);
  console.log(`a statement from a pasted source: ${count.clicks} clicks, ${count.keys} keys`);
  expect(count.clicks).toBeLessThanOrEqual(6);
  expect(count.keys).toBeLessThanOrEqual(40);
});
