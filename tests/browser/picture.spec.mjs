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

/** What cannot be read in the picture of a page: small, cut, beyond the frame or over each other. */
async function unreadable(page) {
  const texts = await textsOf(page);
  const frame = await page.locator('figure.timeline').evaluate((figure) => figure.getBoundingClientRect().toJSON());
  // Heights of lines touch by a little where letters do not.
  const boxes = texts.map((text) => ({ ...text, top: text.top + 2, bottom: text.bottom - 2 }));
  const over = boxes.flatMap((one, at) =>
    boxes.slice(at + 1).filter((other) => one.element !== other.element && overlap(one, other)).map((other) => `${one.text} | ${other.text}`),
  );
  return {
    texts: texts.length,
    small: texts.filter(({ size }) => size < 12),
    cut: texts.filter(({ cut }) => cut),
    outside: texts.filter(({ left, right }) => left < frame.left || right > frame.right),
    over,
  };
}

const ALL_READABLE = { texts: expect.any(Number), small: [], cut: [], outside: [], over: [] };

for (const width of [320, 768, 1440]) {
  test(`at ${width} pixels every text of the picture can be read`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    for (const language of ['', '/es', '/fr']) {
      for (const filter of FILTERS) {
        const path = `${language}/timeline?${filter}`;
        await page.goto(path);
        const found = await unreadable(page);
        expect(found.texts, path).toBeGreaterThan(5);
        expect(found, path).toEqual(ALL_READABLE);
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

/** The same numbers from 0 to 1 in each run: the generator mulberry32. */
function numbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const VALUES = {
  kind: ['government', 'industry_association', 'civil_society', 'legislature'],
  country: ['MX', 'US', 'CA'],
  topic: ['medicine-access', 'pharma-ip-protection', 'treaty-extension', 'biologics-exclusivity'],
  stance: ['support', 'oppose', 'strongly_support', 'no_position', 'mixed'],
  group: ['topic'],
  lanes: ['all'],
  lane_order: ['place', 'stance'],
};

/** A filter of up to three values, with a window or without. */
function anyFilter(random) {
  const one = (values) => values[Math.floor(random() * values.length)];
  const chosen = new Map();
  for (let count = Math.floor(random() * 4); count > 0; count--) {
    const name = one(Object.keys(VALUES));
    chosen.set(name, one(VALUES[name]));
  }
  const day = () => new Date(Date.UTC(2017, 2, 1 + Math.floor(random() * 3_600))).toISOString().slice(0, 10);
  const [from, to] = [day(), day()].sort();
  if (random() < 0.4) chosen.set('from', from);
  if (random() < 0.4) chosen.set('to', to);
  return new URLSearchParams([...chosen]).toString();
}

const RANDOM_FILTERS = process.env.POSTURA_WHOLE ? 500 : 12;

test(`every text of ${RANDOM_FILTERS} pictures of random filters can be read at three widths`, async ({ page }) => {
  test.setTimeout(15_000 + RANDOM_FILTERS * 5_000);
  const random = numbers(13);
  const wrong = [];
  let drawn = 0;
  for (let count = 0; count < RANDOM_FILTERS; count++) {
    const path = `${['', '/es', '/fr'][count % 3]}/timeline?${anyFilter(random)}`;
    await page.goto(path);
    if ((await page.locator('figure.timeline').count()) === 0) continue;
    drawn++;
    for (const width of [320, 768, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      const { texts, ...found } = await unreadable(page);
      if (Object.values(found).some((list) => list.length > 0)) wrong.push({ path, width, ...found });
    }
  }
  expect(wrong).toEqual([]);
  expect(drawn).toBeGreaterThan(RANDOM_FILTERS / 2);
});
