import { expect, test } from '@playwright/test';
import { DESK, signedIn } from './desk-helpers.mjs';

const HEADING = 'who,statement_date,quote,language,directness,venue,topic,stance,url,source title,source kind,tier';

/** Names differ between the runs with and without JavaScript, which share a server. */
const mark = (javaScriptEnabled) => (javaScriptEnabled ? 'with' : 'without');

test('a file with three bad rows is corrected, kept as drafts and undone', async ({ page, context, javaScriptEnabled }) => {
  const of = mark(javaScriptEnabled);
  const row = (who, date, words, stance) =>
    `${who},${date},"${words}",en,verbatim,letter,medicine-access,${stance},https://example.org/${of},A table,ngo,2`;
  const good = [
    row('MSF', '2026-11-03', `One sentence of a table handed in ${of} script.`, 'support'),
    row('AMIIF', '2026-11', `Quite another thing on prices, ${of} it.`, 'oppose'),
  ];
  const bad = [
    row('Nobody & Sons', '2026-11-03', 'By somebody unknown.', 'support'),
    row('MSF', '2026-13-03', 'In a month there is not.', 'support'),
    row('MSF', '2026-11-03', 'With a stance there is not.', 'perhaps'),
  ];
  const hand = async (rows) => {
    await page.goto(`${DESK}/edit`);
    await page.getByRole('link', { name: 'Import statements' }).click();
    const buffer = Buffer.from([HEADING, ...rows].join('\n'));
    await page.getByLabel('File', { exact: true }).setInputFiles({ name: `table-${of}.csv`, mimeType: 'text/csv', buffer });
    await page.getByRole('button', { name: 'Upload and check' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`table-${of}.csv`);
  };
  await signedIn(context, 'editor');
  await hand([...good, ...bad]);
  const faults = page.locator('.row-faults tbody tr');
  await expect(faults).toHaveCount(3);
  await expect(faults.nth(0)).toContainText('Row 4');
  await expect(faults.nth(0)).toContainText('Nobody & Sons');
  await expect(faults.nth(1)).toContainText('Month');
  await expect(faults.nth(2)).toContainText('Stance 1');
  await expect(page.getByRole('button', { name: 'Save as drafts' })).toHaveCount(0);

  await hand(good);
  await expect(page.getByRole('heading', { name: '2 rows ready' })).toBeVisible();
  await page.getByRole('button', { name: 'Save as drafts' }).click();
  await expect(page.getByRole('status')).toHaveText('2 drafts were made.');
  const batch = page.url();
  await page.goto(`${DESK}/edit?q=handed+in+${of}`);
  await expect(page.getByRole('main')).toContainText(`One sentence of a table handed in ${of} script.`);

  await page.goto(batch);
  await page.getByText('Undo the whole import').click();
  await page.getByRole('button', { name: 'Undo it' }).click();
  await expect(page.getByRole('alert')).toContainText('Give a reason.');
  await page.getByRole('textbox').fill('A try.');
  await page.getByRole('button', { name: 'Undo it' }).click();
  await expect(page.getByText('Undone')).toBeVisible();
  await page.goto(`${DESK}/edit?q=handed+in+${of}`);
  await expect(page.getByRole('main')).not.toContainText('One sentence of a table');
});

test('two topics are merged, the old address leads on, and the merge is undone', async ({
  page,
  context,
  javaScriptEnabled,
}) => {
  const of = mark(javaScriptEnabled);
  await signedIn(context, 'admin');
  for (const name of [`Old ${of}`, `New ${of}`]) {
    await page.goto(`${DESK}/edit/reference`);
    await page.getByRole('link', { name: 'Add a topic' }).click();
    await page.getByLabel('Label (English)').fill(name);
    await page.getByLabel('Proposition (English)').fill(`The topic ${name} should be.`);
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('status')).toHaveText('Saved and published.');
  }
  await page.goto(`${DESK}/edit/reference`);
  await page.getByRole('link', { name: `Old ${of}`, exact: true }).click();
  await page.getByText('Merge into another', { exact: true }).first().click();
  await page.getByLabel('Into').selectOption({ label: `New ${of}` });
  await page.getByLabel('Reason for merging').fill('Two names of one thing.');
  await page.getByRole('button', { name: 'Merge into another' }).click();
  await expect(page.getByRole('status')).toContainText('Merged.');
  await expect(page.getByLabel('Other names')).toHaveValue(`Old ${of}`);

  await page.goto(`${DESK}/topics/old-${of}`);
  await expect(page).toHaveURL(`${DESK}/topics/new-${of}`);
  await page.goto(`${DESK}/es/timeline?topic=old-${of}`);
  await expect(page).toHaveURL(`${DESK}/es/timeline?topic=new-${of}`);

  await page.goto(`${DESK}/edit/reference`);
  await page.getByRole('row', { name: `old-${of} → new-${of}` }).getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('row', { name: `old-${of} → new-${of}` })).toContainText('Undone on');
  await page.goto(`${DESK}/topics/old-${of}`);
  await expect(page).toHaveURL(`${DESK}/topics/old-${of}`);
});
