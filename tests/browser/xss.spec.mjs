import { expect, test } from '@playwright/test';
import { PASSWORD, emailOf } from './desk-helpers.mjs';
import { PAYLOADS } from './xss-payloads.mjs';

/** A server of its own, because its lists fill up with what nobody would write. */
const BASE = process.env.POSTURA_XSS_URL;

// Without the policy of the site: it must hold where a browser has none.
test.use({ bypassCSP: true });
test.describe.configure({ mode: 'serial' });

const spaced = (text) => text.replaceAll(/\s+/g, ' ').trim();

/** Somebody who sends forms without a browser. */
async function member(playwright, name) {
  const request = await playwright.request.newContext({ baseURL: BASE, extraHTTPHeaders: { origin: BASE } });
  const reply = await request.post('/login', { form: { email: emailOf(name), password: PASSWORD }, maxRedirects: 0 });
  expect(reply.status()).toBe(303);
  return request;
}

/** Counts what runs in a page. */
async function watched(page) {
  const run = [];
  await page.exposeFunction('__executed', () => run.push(page.url()));
  page.on('dialog', async (dialog) => {
    run.push(page.url());
    await dialog.dismiss();
  });
  return run;
}

/** What a page must not have, whatever was typed: elements and attributes that the site never writes. */
const foreign = (page) =>
  page.evaluate(() => {
    const found = [];
    for (const element of document.querySelectorAll('*')) {
      const name = element.localName;
      const source = element.getAttribute('src') ?? '';
      if (['iframe', 'object', 'embed', 'base', 'foreignobject', 'marquee', 'image'].includes(name.toLowerCase())) {
        found.push(name);
      }
      // Data for programs is no script, as long as all of it is data.
      const isData = () => element.type === 'application/ld+json' && Boolean(JSON.parse(element.textContent));
      if (name === 'script' && !source.startsWith('/assets/') && !isData()) found.push('script');
      if (name === 'meta' && element.hasAttribute('http-equiv')) found.push('meta');
      for (const { name: attribute, value } of element.attributes) {
        const runs = /^[\s\u0000-\u0020]*(javascript|data|vbscript)[\s\u0000-\u0020]*:/i.test(value.replaceAll(/[\t\n\r]/g, ''));
        const leads = ['href', 'src', 'action', 'formaction', 'xlink:href', 'srcdoc'].includes(attribute);
        if (attribute.startsWith('on') || attribute === 'style' || attribute === 'srcdoc' || (leads && runs)) {
          found.push(`${name} ${attribute}`);
        }
      }
    }
    return found;
  });

/** Does what a reader might, on every element at once. */
const stir = (page) =>
  page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
    const names = ['mouseover', 'mouseenter', 'pointerover', 'focus', 'blur', 'toggle', 'animationstart', 'begin'];
    for (const element of document.querySelectorAll('*')) {
      for (const name of names) element.dispatchEvent(new Event(name));
    }
  });

async function visit(page, path, status = 200) {
  const reply = await page.goto(BASE + path, { waitUntil: 'load' });
  expect(reply.status(), path).toBe(status);
  await stir(page);
  expect(await foreign(page), path).toEqual([]);
}

const slugs = [];
const drafts = [];

test('the corpus is large, and the checks find what is written raw', async ({ page }) => {
  expect(PAYLOADS.length).toBeGreaterThanOrEqual(200);
  const run = await watched(page);
  let found = 0;
  let ran = 0;
  for (const payload of PAYLOADS) {
    const before = run.length;
    const places = `<p>${payload}</p><input value="${payload}"><input value='${payload}'><b title=${payload}>x</b>`;
    await page.setContent(`<title>${payload}</title>${places}<textarea>${payload}</textarea>`).catch(() => {});
    await stir(page).catch(() => {});
    if (run.length > before) ran += 1;
    if (run.length > before || (await foreign(page).catch(() => ['gone'])).length > 0) found += 1;
  }
  // The rest is decoded once too often before it runs, or stands for templates that the site does not have.
  expect(found).toBeGreaterThanOrEqual(160);
  expect(ran).toBeGreaterThanOrEqual(80);
});

test('what is typed into every field of a statement is text wherever it is shown', async ({ page, playwright }) => {
  test.setTimeout(400_000);
  const editor = await member(playwright, 'editor');
  const reviewer = await member(playwright, 'reviewer');
  for (const [i, p] of PAYLOADS.entries()) {
    const all = {
      'new-stakeholder': 'yes', stakeholder: `n${i} ${p}`, 'stakeholder-short': `x${i} ${p}`,
      'stakeholder-kind': 'other', 'stakeholder-country': 'INT', speaker: p, 'speaker-role': p, year: '2026', text: p,
      language: 'en', directness: 'verbatim', venue: 'letter', 'translation-es': p, 'translation-fr': p,
      'topic-0': `t${i} ${p}`, 'new-topic-0': 'yes', 'proposition-0': p, 'proposition-es-0': p, 'proposition-fr-0': p,
      'stance-0': 'conditional', 'condition-0': p, 'rationale-0': p, locator: p, note: p, reason: p,
      'source-url': `https://example.org/${i}?${encodeURIComponent(p)}`, 'source-title': p, 'source-publisher': p,
      'source-kind': 'ngo', 'source-tier': '2',
    };
    const form = { ...all, key: `xss-${i}`, action: 'submit' };
    const sent = await editor.post('/edit/drafts', { form, maxRedirects: 0 });
    expect(sent.status(), p).toBe(303);
    const review = sent.headers().location;
    const version = /name="version" value="(\d+)"/.exec(await (await reviewer.get(review)).text())[1];
    const steps = { form: { version }, maxRedirects: 0 };
    const done = await reviewer.post(review.replace('review', 'publish'), steps);
    expect(done.status(), p).toBe(303);
    slugs.push(done.headers().location);
    // Every field with nothing but this, whatever it is for, in a draft that is kept as it was typed.
    const raw = Object.fromEntries(Object.keys(all).map((name) => [name, p]));
    const more = { day: p, month: p, reprints: p, restates: p, 'source-date': p, 'passage-prefix': p, 'passage-suffix': p };
    const kept = await editor.post('/edit/drafts', {
      form: { ...raw, ...more, key: `raw-${i}`, action: 'save' },
      maxRedirects: 0,
    });
    drafts.push(kept.headers().location.split('?')[0]);
  }
  const run = await watched(page);
  for (const [i, path] of slugs.entries()) {
    await visit(page, path);
    const shown = spaced(await page.locator('.words').first().textContent());
    expect(shown).toContain(spaced(PAYLOADS[i]));
  }
  for (const path of ['/', '/es', '/fr', '/stakeholders', '/topics', '/fr/topics', '/timeline?group=topic']) {
    await visit(page, path);
  }
  // The picture has a lane for six stakeholders at a time on the narrowest screens, ten on wide ones.
  const statement = /\/statements\/(x\d+.*?)-2026/;
  const stakeholders = slugs.map((path) => statement.exec(path)?.[1]).filter(Boolean);
  for (let i = 0; i < stakeholders.length; i += 10) {
    const query = stakeholders.slice(i, i + 10).map((slug) => `stakeholder=${slug}`).join('&');
    const reply = await page.goto(`${BASE}/timeline?${query}`);
    // The address of a statement has the beginning of a long slug only.
    if (reply.status() !== 200) continue;
    await stir(page);
    expect(await foreign(page)).toEqual([]);
  }
  expect(run).toEqual([]);
});

test('what is typed is text in forms, reviews, histories and lists of the desk', async ({ page, context, playwright }) => {
  test.setTimeout(400_000);
  const reviewer = await member(playwright, 'reviewer');
  const admin = await member(playwright, 'admin');
  const run = await watched(page);
  for (const [i, p] of PAYLOADS.entries()) {
    if (i % 10 > 0) continue;
    await reviewer.post(`/edit${slugs[i]}/withdraw`, { form: { version: '1', reason: p } });
    await reviewer.post('/edit/sources', { form: { url: '', title: p, publisher: p, kind: 'ngo', tier: '2', text: p } });
    const localized = Object.fromEntries(['en', 'es', 'fr'].map((of) => [`title-${of}`, p]));
    const milestone = { ...localized, 'outcome-en': p, date: '2026-01-01', state: 'held', kind: 'report', party: p, note: p };
    await reviewer.post('/edit/reference/milestone', { form: { ...milestone, slug: `m-${i}`, 'source-title': p } });
    await admin.post('/edit/users', { form: { name: p.slice(0, 80), email: `x${i}@example.org`, role: 'editor' } });
    const file = { name: `${p.slice(0, 60)}.csv`, mimeType: 'text/csv', buffer: Buffer.from(`who,quote\n"${p.replaceAll('"', '""')}","${p.replaceAll('"', '""')}"\n`) };
    await reviewer.post('/edit/import', { multipart: { file } });
  }
  await context.addCookies((await admin.storageState()).cookies);
  for (const path of drafts) await visit(page, path);
  for (const path of drafts.filter((_, i) => i % 4 === 0)) await visit(page, `${path}/review`);
  for (const i of PAYLOADS.keys()) {
    if (i % 10 > 0) continue;
    await visit(page, slugs[i], 410);
    await visit(page, `${slugs[i]}/history`);
    await visit(page, `/edit/reference/milestone/item/m-${i}`);
    await visit(page, `/edit/import/${i / 10 + 1}`);
  }
  for (const path of ['/corrections', '/milestones', '/edit?show=others', '/edit/sources', '/edit/users', '/edit/import', '/edit/reference']) {
    await visit(page, path);
  }
  expect(run).toEqual([]);
});

test('what stands in an address or a refused form is text', async ({ page, playwright }) => {
  test.setTimeout(300_000);
  const run = await watched(page);
  const anybody = await playwright.request.newContext({ baseURL: BASE, extraHTTPHeaders: { origin: BASE } });
  for (const [i, p] of PAYLOADS.entries()) {
    const q = encodeURIComponent(p);
    await visit(page, `/timeline?q=${q}&${q}=${q}&sort=oldest`);
    if (i % 4 > 0) continue;
    await visit(page, `/timeline?stakeholder=${q}&topic=${q}&from=${q}&after=${q}`, 400);
    await visit(page, `/${q.replaceAll('%2F', '_').replaceAll('.', '_')}`, 404);
    await visit(page, `/login?next=${q}`);
    // The page that a refused form comes back in, as it was sent.
    const refused = await anybody.post('/login', { form: { email: p, password: p, next: p } });
    await page.setContent(await refused.text());
    expect((await foreign(page)).filter((what) => what !== 'script')).toEqual([]);
  }
  expect(run).toEqual([]);
});
