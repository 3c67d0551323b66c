import { expect, test } from '@playwright/test';
import { OWN, DESK, fillStatement, newDraft, newMember, signedIn } from './desk-helpers.mjs';

/** The line that says whether all is saved. */
const autosave = (page) => page.locator('.autosave');

const WORDS = 'Nobody should have to wait for a medicine because of a clause that nobody has read to the end.';

/** Publishes a statement without going through the pages; gives its address. */
async function publish(context, words, source) {
  await signedIn(context, 'editor');
  const form = {
    key: `published-${words.length}-${source}`,
    action: 'submit',
    stakeholder: 'MSF',
    year: '2026',
    text: words,
    language: 'en',
    directness: 'verbatim',
    venue: 'letter',
    'source-url': source,
    'source-title': 'A source',
    'source-kind': 'ngo',
    'source-tier': '2',
  };
  const sent = await context.request.post(`${DESK}/edit/drafts`, { form, headers: OWN, maxRedirects: 0 });
  const review = sent.headers().location;
  await signedIn(context, 'reviewer');
  const page = await (await context.request.get(`${DESK}${review}`)).text();
  const [, version] = /name="version" value="(\d+)"/.exec(page);
  const done = await context.request.post(`${DESK}${review.replace('review', 'publish')}`, {
    headers: OWN,
    form: { version },
    maxRedirects: 0,
  });
  return done.headers().location;
}

test('what is typed is saved by itself, and a closed tab loses nothing', async ({ page, context }) => {
  await newMember(context, 'autosaver');
  await signedIn(context, 'autosaver');
  await page.goto(`${DESK}/edit/statements/new`);
  await expect(autosave(page)).toHaveText('Drafts save automatically.');
  await page.getByLabel('Quote or paraphrase', { exact: true }).fill('Half a sentence');
  await expect(autosave(page)).toHaveText('Not saved yet.');
  await expect(autosave(page)).toHaveText('All changes saved.');
  await expect(page).toHaveURL(/\/edit\/drafts\/\d+$/);
  const draft = page.url();
  await page.close();

  const again = await context.newPage();
  await again.goto(`${DESK}/edit`);
  await expect(again.getByRole('main')).toContainText('Half a sentence');
  await again.goto(draft);
  await again.getByLabel('Quote or paraphrase', { exact: true }).fill('Half a sentence and more');
  await expect(autosave(again)).toHaveText('All changes saved.');
  // By hand right after typing: the request under way must not turn the step into a conflict with itself.
  await again.getByLabel('Speaker', { exact: true }).fill('Spokesperson');
  await expect(autosave(again)).toHaveText('All changes saved.');
  await again.getByLabel('Role', { exact: true }).fill('Head');
  await again.getByRole('button', { name: 'Save draft' }).click();
  await expect(again.getByRole('status').filter({ hasText: 'The draft is saved' })).toBeVisible();
  await expect(again.getByLabel('Role', { exact: true })).toHaveValue('Head');
});

test('what was typed before the script was awake is saved by itself too', async ({ page, context }) => {
  await signedIn(context, 'editor');
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route('**/*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`${DESK}/edit/statements/new`);
  await page.getByLabel('Quote or paraphrase', { exact: true }).fill('Typed on a slow line');
  await expect(autosave(page)).toHaveText('');
  release();
  await expect(autosave(page)).toHaveText('All changes saved.');
  await page.reload();
  await expect(page.getByLabel('Quote or paraphrase', { exact: true })).toHaveValue('Typed on a slow line');
});

test('a form sent while it is being saved by itself waits for the answer', async ({ page, context }) => {
  await signedIn(context, 'editor');
  await page.goto(`${DESK}/edit/statements/new`);
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route('**/edit/drafts', async (route) => {
    if (route.request().postData()?.includes('autosave')) await held;
    await route.continue();
  });
  const leaves = page.waitForRequest((request) => request.postData()?.includes('autosave') ?? false);
  await page.getByLabel('Quote or paraphrase', { exact: true }).fill('Typed in a hurry');
  await leaves;
  await page.getByLabel('Speaker', { exact: true }).fill('Somebody in a hurry');
  await page.getByRole('button', { name: 'Save draft' }).click();
  release();
  await expect(page.getByRole('status').filter({ hasText: 'The draft is saved' })).toBeVisible();
  await expect(page.getByLabel('Speaker', { exact: true })).toHaveValue('Somebody in a hurry');
});

test('saving by itself says when somebody else was faster, and when the session is over', async ({ page, context }) => {
  await newMember(context, 'slower');
  await signedIn(context, 'slower');
  const address = await newDraft(page, 'Two browsers write this');
  const other = await context.newPage();
  await other.goto(address);
  await other.getByLabel('Speaker', { exact: true }).fill('The other');
  await expect(autosave(other)).toHaveText('All changes saved.');
  await page.getByLabel('Speaker', { exact: true }).fill('The one');
  await expect(autosave(page)).toContainText('Somebody else saved this draft');
  await page.getByRole('button', { name: 'Save draft' }).click();
  await expect(page.getByRole('alert')).toContainText('The other');
  await expect(page.getByLabel('Speaker', { exact: true })).toHaveValue('The one');

  await other.goto(address);
  await context.clearCookies();
  await other.getByLabel('Role', { exact: true }).fill('Signed out');
  await expect(autosave(other)).toContainText('Your session has expired');
  await expect(other.getByLabel('Role', { exact: true })).toHaveValue('Signed out');
});

test('what may be on record already is listed while it is typed, and one click makes it a reprint', async ({
  page,
  context,
}) => {
  const path = await publish(context, WORDS, 'https://example.org/first-of-two');
  await signedIn(context, 'editor');
  await page.goto(`${DESK}/edit/statements/new`);
  const list = page.locator('.duplicates');
  await fillStatement(page, WORDS.replace('clause', 'sentence'));
  await page.getByLabel('URL', { exact: true }).fill('https://example.org/second-of-two');
  await expect(list.getByRole('link')).toHaveAttribute('href', path);
  await expect(list).toContainText('% of the words the same');
  await page.getByLabel('Quote or paraphrase', { exact: true }).fill('Something else altogether, which was never said.');
  await expect(list.getByRole('link')).toHaveCount(0);
  await page.getByLabel('Quote or paraphrase', { exact: true }).fill(WORDS);
  await list.getByRole('button', { name: /^It is a reprint of this/ }).click();
  await expect(page).toHaveURL(/\/edit\/drafts\/\d+\/review$/);
  await expect(page.locator('.differences')).toContainText('https://example.org/second-of-two');
});

test('a passage that is selected starts a statement with its exact place', async ({ page, context }) => {
  await signedIn(context, 'editor');
  const text = 'One said: “we agree with it all”.\n\nAMIIF said: “we agree with it all” as well.';
  const added = await context.request.post(`${DESK}/edit/sources`, {
    headers: OWN,
    form: { url: 'https://example.org/select', title: 'To select from', kind: 'news', tier: '3', text },
  });
  await page.goto(added.url());
  await expect(page.locator('.found-quotes li')).toHaveCount(2);
  await page.locator('#source-text').evaluate((element) => {
    const words = 'we agree with it all';
    const node = [...element.childNodes].find((child) => child.textContent.includes(words));
    const range = document.createRange();
    const start = node.textContent.lastIndexOf(words);
    range.setStart(node, start);
    range.setEnd(node, start + words.length);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    element.dispatchEvent(new PointerEvent('pointerup', { bubbles: true }));
  });
  await page.getByRole('link', { name: 'Start a statement with the selection' }).click();
  await expect(page.getByLabel('Quote or paraphrase', { exact: true })).toHaveValue('we agree with it all');
  await expect(page.locator('input[name=passage-prefix]')).toHaveValue(/AMIIF said: “$/);
  await expect(page.locator('input[name=passage-suffix]')).toHaveValue(/^” as well/);
  await expect(page.getByLabel('URL', { exact: true })).toHaveValue('https://example.org/select');
});
