import { test, expect } from '@playwright/test';

// What is drawn, as far as it can be told without pixels: lanes with their numbers, every mark with what it says, on which side
// of its line and of the joint review it stands and whether it is hollow, and the names of the milestones. What is kept beside
// this file was looked at; where something changes, it has to be looked at again.
const PAGES = {
  'government-before-the-review': '/timeline?kind=government&from=2026-05-02&to=2026-07-01',
  'the-review-as-a-whole': '/timeline?from=2025-10-01&to=2026-07-31',
  'who-says-what-on-the-extension': '/timeline?topic=treaty-extension',
  'one-stakeholder-by-topic': '/timeline?stakeholder=msf&group=topic',
};

const structure = (page) =>
  page.locator('figure.timeline').evaluate((figure) => {
    const shown = (element) => element.getClientRects().length > 0;
    const middle = ({ x, width }) => x + width / 2;
    const text = (element) => element.textContent.trim().replace(/\s+/g, ' ');
    const review = [...figure.querySelectorAll('line.review')].find(shown)?.getBoundingClientRect();
    const lanes = [...figure.querySelectorAll('.lane-row')].map((row) => {
      const svg = [...row.querySelectorAll('svg.lane')].find(shown);
      if (!svg) return null;
      const line = svg.querySelector('line.lane').getBoundingClientRect();
      const marks = [...svg.querySelectorAll('a.mark')].map((mark) => {
        const sign = mark.querySelector('.sign').getBoundingClientRect();
        const above = line.y - (sign.y + sign.height / 2);
        const side = Math.abs(above) < 3 ? 'on' : above > 0 ? 'above' : 'below';
        const when = review && (middle(sign) < middle(review) ? 'before' : middle(sign) > middle(review) ? 'after' : 'at');
        const hollow = mark.querySelector('.sign').classList.contains('hollow');
        return [text(mark.querySelector('title')), side, when ?? '-', hollow ? 'hollow' : 'full'].join(' | ');
      });
      return { lane: text(row.querySelector('.lane-name')), marks: marks.sort() };
    });
    const moments = [...figure.querySelectorAll('text.moment')].filter(shown).map(text).sort();
    return {
      title: text(figure.querySelector('h2')),
      reading: text(figure.querySelector('.picture-heading p')),
      lanes: lanes.filter(Boolean),
      moments,
      milestones: [...figure.querySelectorAll('.moments li')].map(text),
    };
  });

for (const [name, path] of Object.entries(PAGES)) {
  test(`the picture of ${path} is drawn as it was looked at`, async ({ page }) => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(path);
    expect(JSON.stringify(await structure(page), null, 1)).toMatchSnapshot(`${name}.json`);
  });
}
