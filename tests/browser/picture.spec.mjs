// The picture as the browser lays it out: what is written can be read, at every width.
import { expect, test } from '@playwright/test';

const FILTERS = [
  '',
  'group=topic',
  'topic=treaty-extension',
  'topic=medicine-access&lanes=all&lane_order=stance',
  'topic=pharma-ip-protection&from=2017-01-01',
  'stakeholder=msf&group=topic',
  'kind=government&from=2026-05-02&to=2026-07-01',
  'from=2025-10-01&to=2026-07-31',
  'stance=oppose&stance=mixed&from=2018-01-01',
  'country=CA&lanes=all&lane_order=place',
  'as_of=2025-12-31',
];

/** Every text of the chart with its box, as far as it is shown. */
const textsOf = (page) =>
  page.locator('figure.timeline').evaluate((figure) => {
    const all = [...figure.querySelectorAll('.chart text, .overview text, .lane-name a, .lane-name')];
    const leaves = all.filter((element) => element.childElementCount === 0 && element.textContent.trim() !== '');
    return leaves
      .flatMap((element) => {
        const size = parseFloat(getComputedStyle(element).fontSize);
        const cut = element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflow !== 'visible';
        // What wraps has a box for each line.
        return [...element.getClientRects()].map(({ left, right, top, bottom }) => ({
          element: all.indexOf(element), text: element.textContent, left, right, top, bottom, size, cut,
        }));
      })
      .filter(({ left, right }) => right > left);
  });

const overlap = (a, b) => a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5;

for (const width of [320, 768, 1440]) {
  test(`at ${width} pixels every text of the picture can be read`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    for (const language of ['', '/es', '/fr']) {
      for (const filter of FILTERS) {
        const path = `${language}/timeline?${filter}`;
        await page.goto(path);
        const texts = await textsOf(page);
        expect(texts.length, path).toBeGreaterThan(5);
        const small = texts.filter(({ size }) => size < 12);
        expect(small, `${path}: below 12 pixels`).toEqual([]);
        expect(texts.filter(({ cut }) => cut), `${path}: cut`).toEqual([]);
        const frame = await page.locator('figure.timeline').evaluate((figure) => figure.getBoundingClientRect().toJSON());
        const outside = texts.filter(({ left, right }) => left < frame.left || right > frame.right);
        expect(outside, `${path}: beyond the frame`).toEqual([]);
        const over = [];
        // Heights of lines touch by a little where letters do not.
        const boxes = texts.map((text) => ({ ...text, top: text.top + 2, bottom: text.bottom - 2 }));
        for (const [i, one] of boxes.entries()) {
          for (const other of boxes.slice(i + 1)) {
            if (one.element !== other.element && overlap(one, other)) over.push(`${one.text} | ${other.text}`);
          }
        }
        expect(over, `${path}: texts over each other`).toEqual([]);
      }
    }
  });

  test(`at ${width} pixels every sign can be hit and none lies over another`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    for (const filter of FILTERS) {
      await page.goto(`/timeline?${filter}`);
      const signs = await page.locator('svg.lane:visible a.mark').evaluateAll((marks) =>
        marks.map((mark) => {
          const box = (selector) => mark.querySelector(selector).getBoundingClientRect().toJSON();
          return { lane: mark.closest('.lane-row').textContent, sign: box('.sign'), target: box('.target') };
        }),
      );
      for (const { sign, target } of signs) {
        expect(Math.min(target.width, target.height), filter).toBeGreaterThan(23.9);
        expect(Math.max(sign.width, sign.height), filter).toBeGreaterThan(13.9);
      }
      const over = signs.filter(({ sign }, at) => signs.slice(at + 1).some((other) => overlap(sign, other.sign)));
      expect(over.map(({ lane }) => lane), filter).toEqual([]);
    }
  });
}
