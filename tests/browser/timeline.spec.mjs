import { expect, test } from '@playwright/test';
import { PHONE, announcedCount } from './helpers.mjs';

const plot = (page) => page.getByRole('application', { name: 'Statements by date and stance' });
const reading = (page) => page.locator('.reading-out');

const parametersOf = (page) => new URL(page.url()).searchParams;

async function open(page, address = '/timeline') {
  await page.goto(address);
  await expect(plot(page)).toBeVisible();
}

/** A place on the drawing: a part of the width of its bins, and of its height. */
async function placeOf(page, x, y) {
  // A line has no height, so it is never visible for the locator.
  const axis = await page.locator('svg.axis:visible').evaluate((svg) => svg.getBoundingClientRect().toJSON());
  const frame = await plot(page).boundingBox();
  return [axis.x + axis.width * x, frame.y + frame.height * y];
}

async function drawOver(page, from, to) {
  await plot(page).scrollIntoViewIfNeeded();
  await page.mouse.move(...(await placeOf(page, from, 0.3)));
  await page.mouse.down();
  await page.mouse.move(...(await placeOf(page, (from + to) / 2, 0.32)));
  await page.mouse.move(...(await placeOf(page, to, 0.34)));
}

test('drawing over a stretch of time looks at it closer', async ({ page }) => {
  await open(page, '/timeline?stance=support');
  const before = await announcedCount(page);
  await drawOver(page, 0.8, 0.95);
  await expect(page.locator('.brush')).toBeVisible();
  await expect(reading(page)).toHaveText(/^Selected: .*\w+ 20\d\d – .*\w+ 20\d\d$/);
  await page.mouse.up();
  await page.waitForURL(/from=/);
  const parameters = parametersOf(page);
  expect(parameters.getAll('stance')).toEqual(['support']);
  expect(parameters.get('from') < parameters.get('to')).toBe(true);
  expect(await announcedCount(page)).toBeLessThan(before);
  await page.goBack();
  expect(await announcedCount(page)).toBe(before);
});

test('drawing backwards is the same, and Escape gives it up', async ({ page }) => {
  await open(page);
  await drawOver(page, 0.95, 0.8);
  const backwards = await reading(page).textContent();
  await plot(page).focus();
  await page.keyboard.press('Escape');
  await expect(page.locator('.brush')).toBeHidden();
  await page.mouse.up();
  expect(page.url()).not.toContain('from=');
  await drawOver(page, 0.8, 0.95);
  await expect(reading(page)).toHaveText(backwards);
});

const card = (page) => page.locator('.mark-card');

test('a mark is read beside itself, a click pins the card, and Escape closes it', async ({ page }) => {
  await open(page, '/timeline?topic=treaty-extension');
  const marks = page.locator('svg.lane:visible a.mark');
  await marks.first().locator('.sign').hover();
  await expect(card(page)).toBeVisible();
  await expect(card(page).getByRole('link').first()).toHaveAttribute('href', /\/statements\//);
  await expect(card(page)).toContainText('Evidence grade');
  const sign = await marks.first().locator('.sign').boundingBox();
  const box = await card(page).boundingBox();
  expect(Math.abs(box.y - sign.y)).toBeLessThan(60);
  await page.mouse.move(2, 2);
  await expect(card(page)).toBeHidden();
  const before = page.url();
  await marks.first().locator('.sign').click();
  await page.mouse.move(2, 2);
  await expect(card(page)).toBeVisible();
  expect(page.url()).toBe(before);
  // Its words can be chosen, which draws over nothing.
  const pinned = await card(page).boundingBox();
  await page.mouse.move(pinned.x + 20, pinned.y + 15);
  await page.mouse.down();
  await page.mouse.move(pinned.x + 150, pinned.y + 15, { steps: 4 });
  await expect(page.locator('.brush')).toBeHidden();
  await page.mouse.up();
  expect(page.url()).toBe(before);
  await card(page).getByRole('link').first().focus();
  await page.keyboard.press('Escape');
  await expect(card(page)).toBeHidden();
  await expect(plot(page)).toBeFocused();
});

test('pointing at a mark reads it', async ({ page }) => {
  await open(page, '/timeline?topic=medicine-access');
  const mark = page.locator('svg.lane:visible a.mark').nth(2);
  await mark.locator('.sign').hover();
  const title = await mark.locator('title').textContent();
  await expect(reading(page)).toContainText(title);
  await expect(page.locator('.cursor')).toBeVisible();
  await page.mouse.move(2, 2);
  await expect(reading(page)).toHaveText('');
});

test('the arrow keys read every mark of a lane, and Enter opens what one stands for', async ({ page }) => {
  await open(page);
  await plot(page).focus();
  await page.keyboard.press('ArrowRight');
  const lane = (await reading(page).textContent()).split(' – ')[0];
  const read = new Set([await reading(page).textContent()]);
  for (let steps = 0; steps < 60; steps++) {
    await page.keyboard.press('ArrowRight');
    const text = await reading(page).textContent();
    expect(text.split(' – ')[0]).toBe(lane);
    read.add(text);
  }
  expect(read.size).toBeGreaterThan(3);
  await page.keyboard.press('ArrowDown');
  const below = await reading(page).textContent();
  expect(below.split(' – ')[0]).not.toBe(lane);
  const counted = Number(/([\d,]+) statements?$/.exec(below)[1].replaceAll(',', ''));
  await page.keyboard.press('Enter');
  await expect(card(page).getByRole('link').first()).toBeFocused();
  await card(page).getByRole('link', { name: 'Open in the list below' }).press('Enter');
  await page.waitForURL(/stakeholder=/);
  expect(await announcedCount(page)).toBe(counted);
});

test('keys zoom and move, and the next page goes on with them', async ({ page }) => {
  await open(page);
  await plot(page).focus();
  await page.keyboard.press('+');
  await page.waitForURL(/from=/);
  await expect(plot(page)).toBeFocused();
  const first = parametersOf(page).get('from');
  await page.keyboard.press('+');
  await page.waitForURL((url) => url.searchParams.get('from') !== first);
  await expect(plot(page)).toBeFocused();
  const closer = parametersOf(page);
  await page.keyboard.press('PageUp');
  await page.waitForURL((url) => url.searchParams.get('from') !== closer.get('from'));
  expect(parametersOf(page).get('from') < closer.get('from')).toBe(true);
  await expect(plot(page)).toBeFocused();
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await expect(reading(page)).toHaveText(/^Selected: .+ – .+$/);
  const moved = page.url();
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.href !== moved);
  await expect(plot(page)).toBeFocused();
  await page.keyboard.press('0');
  await page.waitForURL((url) => url.searchParams.has('from') && !url.searchParams.has('to'));
});

test('the finger draws along time and scrolls across it', async ({ browser }) => {
  const context = await browser.newContext({ viewport: PHONE, hasTouch: true, isMobile: true });
  const page = await context.newPage();
  await open(page);
  expect(await plot(page).evaluate((element) => getComputedStyle(element).touchAction)).toBe('pan-y');
  await plot(page).scrollIntoViewIfNeeded();
  const session = await context.newCDPSession(page);
  const touch = async (type, x) => {
    const [left, top] = await placeOf(page, x, 0.2);
    const touchPoints = type === 'touchEnd' ? [] : [{ x: left, y: top }];
    await session.send('Input.dispatchTouchEvent', { type, touchPoints });
  };
  await touch('touchStart', 0.6);
  for (const x of [0.65, 0.7, 0.75, 0.8, 0.85, 0.9]) await touch('touchMove', x);
  await expect(page.locator('.brush')).toBeVisible();
  await touch('touchEnd', 0.9);
  await page.waitForURL(/from=/);
  await context.close();
});
