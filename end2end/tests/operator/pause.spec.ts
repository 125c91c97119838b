import { type Page } from '@playwright/test';

import { expect, test } from '../../fixtures/operator';
import { appUrl } from '../../fixtures/simulator';

const CONTROL = '/dashboard/control';
const WORDS = 'We mend something. Please come back after six.';

async function begins(page: Page, what: string): Promise<void> {
  await page.goto(CONTROL);
  await page.getByLabel('What', { exact: true }).selectOption(what);
  await page.getByLabel('Reason').first().fill('ticket 4711');
  for (const area of await page.locator('textarea[id^="text-"]').all()) await area.fill(WORDS);
  await page.getByRole('button', { name: 'Begin a pause' }).click();
  await expect(page).toHaveURL(CONTROL);
  await expect(page.getByRole('button', { name: 'End this pause' })).toBeVisible();
}

/** Effective within seconds: asked for by requests, which a busy machine answers as soon as another. */
async function within(page: Page, path: string, words: string, there: boolean): Promise<void> {
  const isThere = async () => (await (await page.request.get(path)).text()).includes(words);
  await expect.poll(isThere, { timeout: 5_000 }).toBe(there);
  await page.goto(path);
}

/** By requests: whatever a test saw, the next one finds nothing paused. */
test.afterEach(async ({ desks }) => {
  const page = await desks.of('admin');
  const ids = [...(await (await page.request.get(CONTROL)).text()).matchAll(/aria-labelledby="pause-([^"]+)"/g)];
  for (const [, id] of ids) {
    await page.request.post(`${CONTROL}/pauses`, { form: { do: 'end', to: id ?? '' }, headers: { origin: appUrl } });
  }
});

for (const what of ['starts:', 'journey:phone']) {
  test(`a pause of ${what} is said at the start page within seconds, and is over as soon`, async ({ desks, page }) => {
    const admin = await desks.of('admin');
    const start = page.locator('main');
    await page.goto('/start/phone');
    await expect(start).not.toContainText(WORDS);
    await begins(admin, what);
    await within(page, '/start/phone', WORDS, true);
    await expect(start).toContainText(WORDS);
    await admin.getByRole('button', { name: 'End this pause' }).click();
    await expect(admin.locator('main')).toContainText('Nothing is paused');
    await within(page, '/start/phone', WORDS, false);
    await expect(start).not.toContainText(WORDS);
  });
}

test('a pause of a connection is said at its step, and nothing is counted', async ({ applicant, desks, page, simulator }) => {
  await applicant.begin();
  const admin = await desks.of('admin');
  await begins(admin, 'connection:phone');
  await within(page, applicant.at(), WORDS, true);
  await expect(page.locator('main')).toContainText(WORDS);
  expect(await simulator.sessions()).toEqual([]);
  await admin.getByRole('button', { name: 'End this pause' }).click();
  await within(page, applicant.at(), WORDS, false);
  await expect(page.locator('button[value="frame"]')).toBeVisible();
});
