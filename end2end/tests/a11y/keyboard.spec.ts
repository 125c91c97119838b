import type { Page } from '@playwright/test';
import { focusIsSeen, tabTo } from '../../fixtures/a11y';
import { expect, PHONE, provider, providerFrame, test, toFrame } from '../../fixtures/security';

const submit = (page: Page) => page.locator('main form button');

/** Goes to a control by Tab and presses it. */
async function press(page: Page, control: ReturnType<Page['locator']>, key = 'Enter'): Promise<void> {
  await tabTo(page, control);
  await page.keyboard.press(key);
}

/** The first stop of every page is the link to its main part, and it works. */
async function skips(page: Page): Promise<void> {
  await page.keyboard.press('Tab');
  await expect(page.locator('.skip')).toBeFocused();
  await expect(page.locator('.skip')).toBeInViewport();
  await focusIsSeen(page);
  await page.keyboard.press('Enter');
  await expect(page.locator('main')).toBeFocused();
}

/** The focus is in the provider's frame, without anybody having put it there. */
const focusIsInFrame = (page: Page) => expect(page.locator('iframe.frame__screen')).toBeFocused();

test('SG-07 a phone number is confirmed by keyboard alone: every stop is seen, in order, into the frame and back', async ({ page, simulator }) => {
  test.slow();
  await page.goto('/');
  await skips(page);
  await press(page, page.locator('.cards a[href="/start/phone"]'));
  await page.waitForURL('**/start/phone');
  await skips(page);
  await press(page, submit(page));
  await page.waitForURL('**/o/*');
  await skips(page);
  await press(page, page.locator('main .actions a'));
  await page.waitForURL('**/terms');
  await skips(page);
  await press(page, page.locator('input[name="agree"]'), 'Space');
  await press(page, submit(page));
  await page.waitForURL(/\/o\/[^/]+$/);
  await press(page, page.locator('main .actions a'));
  await page.waitForURL('**/number');
  await skips(page);
  await tabTo(page, page.locator('input[type="tel"]'));
  await page.keyboard.type(PHONE);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/o\/[^/]+$/);
  await press(page, page.locator('main .actions a'));
  await page.waitForURL('**/confirm');
  await skips(page);
  await press(page, page.locator('button[value="frame"]'));
  await page.waitForURL('**/frame');
  await providerFrame(page, 'phone');
  await focusIsInFrame(page);

  await tabTo(page, provider(page).locator('#phone'));
  await press(page, provider(page).locator('form:has(#phone) button'));
  await provider(page).locator('#code').waitFor();
  await focusIsInFrame(page);
  const [code] = await simulator.codes();
  await tabTo(page, provider(page).locator('#code'));
  await page.keyboard.type(code ?? '');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/result');
  await skips(page);
  await expect(page.locator('.panel--done')).toBeVisible();
});

test('OK-02 a face is checked by keyboard alone, and the order of the stops is the order of the page', async ({ page }) => {
  test.slow();
  await page.goto('/start/identity');
  await press(page, submit(page));
  await page.waitForURL('**/o/*');
  await press(page, page.locator('main .actions a'));
  await page.waitForURL('**/terms');
  await press(page, page.locator('input[name="agree"]'), 'Space');
  await press(page, submit(page));
  await page.waitForURL(/\/o\/[^/]+$/);
  await press(page, page.locator('main .actions a'));
  await page.waitForURL('**/face');
  await skips(page);
  await press(page, page.locator('button[value="frame"]'));
  await page.waitForURL('**/frame');
  await providerFrame(page, 'identity');
  await focusIsInFrame(page);
  await press(page, provider(page).locator('button.quiet').first());
  await page.waitForURL('**/result');
  await skips(page);
});

for (const journey of ['phone', 'identity'] as const) {
  test(`SEC-132 ${journey}: the frame traps nobody: Tab leads through it to what stands below, Shift+Tab back into it`, async ({ page }) => {
    await toFrame(page, journey);
    await providerFrame(page, journey);
    await focusIsInFrame(page);
    const below = page.locator('.beside button, .beside a').first();
    await tabTo(page, below);
    await page.keyboard.press('Shift+Tab');
    await focusIsInFrame(page);
    // And out of it backwards, to the box around it.
    await tabTo(page, page.locator('.frame__box'), 'Shift+Tab');
    await tabTo(page, page.locator('a.back'), 'Shift+Tab');
    await tabTo(page, page.locator('.skip'), 'Shift+Tab');
  });
}

test('SEC-132 whoever is elsewhere on the page when the frame arrives keeps the focus', async ({ page, simulator }) => {
  await simulator.fault('signicat', { fault: 'late', route: 'create', delay_ms: 1_500, times: 1 });
  const arrived = toFrame(page, 'phone');
  await page.waitForURL('**/frame');
  await page.locator('a.back').focus();
  await arrived;
  await providerFrame(page, 'phone');
  await expect(page.locator('a.back')).toBeFocused();
});

test('when the frame goes away the focus is on the heading, and Tab leads to the button that helps', async ({ page, complaints, context }) => {
  await page.clock.install();
  complaints.expect(/status of 404/);
  await toFrame(page, 'identity');
  await providerFrame(page, 'identity');
  await focusIsInFrame(page);
  await context.clearCookies();
  await page.clock.runFor(20_000);
  await expect(page.locator('iframe')).toHaveCount(0);
  await expect(page.locator('h1')).toBeFocused();
  await tabTo(page, page.locator('.frame button'));
});

test('a mistake moves the focus to its summary, and the summary leads to the field', async ({ page, complaints }) => {
  complaints.expect(/status of 422/);
  await page.goto('/start/phone');
  await press(page, submit(page));
  await page.waitForURL('**/o/*');
  await page.goto(`${new URL(page.url()).pathname}/steps/terms`);
  await press(page, submit(page));
  await expect(page.locator('.summary')).toBeFocused();
  await expect(page).toHaveTitle(/^Error: /);
  await press(page, page.locator('.summary a'));
  await expect(page.locator('input[name="agree"]')).toBeFocused();
  await focusIsSeen(page);
});
