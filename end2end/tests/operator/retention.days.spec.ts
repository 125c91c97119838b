import { type Page } from '@playwright/test';

import { expect, operatorWith, signIn, test } from '../../fixtures/operator';
import { appUrl } from '../../fixtures/simulator';
import { caseOf } from './cases';

const SCREEN = '/dashboard/settings/retention';
const STOPPED = 'Retention is stopped by its guard';
/** The one journey with a period in `end2end/vestibule.toml`: a day. */
const JOURNEY = 'payment-ps256';
const DAY = 24 * 60 * 60 * 1000;
/** The guard takes that for a clock that jumped. */
const JUMP = 3 * DAY;

/** What the screen wants to have typed. */
async function wanted(page: Page): Promise<string> {
  const label = await page.getByText(/^To go on, type how many that is: \d+$/).textContent();
  return /\d+$/.exec(label?.trim() ?? '')?.[0] ?? '';
}

async function confirms(page: Page, count: string): Promise<void> {
  await page.getByLabel(/^To go on, type how many/).fill(count);
  await page.getByRole('button', { name: 'Erase them for good' }).click();
}

// SEC-185. The last test with operators: it moves the clock by days, and set-up links are dated by the real one.
test('what is due waits for an admin, who types how many that erases', async ({ desks, page, simulator, complaints }) => {
  complaints.expect(/status of (403|404|409|422)/);
  const admin = await operatorWith('admin', { own: true });
  const reviewer = await operatorWith('reviewer', { own: true });
  const begun = await page.request.post(`/start/${JOURNEY}`, { form: {}, headers: { origin: appUrl }, maxRedirects: 0 });
  expect(begun.status(), await begun.text()).toBe(303);
  const id = begun.headers()['location']?.split('/').at(-1) ?? '';
  const desk = await desks.with(admin);
  // What other tests left, when they moved the clock.
  await desk.goto(SCREEN);
  if ((await desk.getByRole('button', { name: 'Erase them for good' }).count()) > 0) await confirms(desk, await wanted(desk));
  await desk.goto('/dashboard');
  await expect(desk.locator('main')).not.toContainText(STOPPED);
  await desk.goto(caseOf(id));
  await expect(desk.locator('main')).toContainText('Will be erased');

  await simulator.advance(JUMP);
  await signIn(desk, admin);
  // The job looks by itself.
  await expect.poll(async () => (await (await desk.request.get('/dashboard')).text()).includes(STOPPED)).toBe(true);
  await desk.goto('/dashboard');
  await desk.getByRole('link', { name: 'Look at it and confirm' }).click();
  await expect(desk).toHaveURL(SCREEN);
  await expect(desk.locator('h1')).toHaveText('Retention');
  await expect(desk.locator('main')).toContainText('Nothing is erased at the moment');
  const count = await wanted(desk);
  const other = await desk.context().newPage();
  await other.goto(SCREEN);

  await confirms(desk, `${count}0`);
  await expect(desk.locator('main')).toContainText('That is not how many would be erased now.');
  await desk.goBack();
  await expect(desk.locator('h1')).toHaveText('Retention');
  await desk.reload();
  await expect(desk.getByRole('button', { name: 'Erase them for good' })).toBeVisible();

  const looker = await desks.with(reviewer);
  await looker.goto('/dashboard');
  await expect(looker.locator('h1')).toHaveText('Overview');
  await expect(looker.locator('main')).not.toContainText(STOPPED);
  await looker.goto('/dashboard/settings');
  await expect(looker.locator(`a[href="${SCREEN}"]`)).toHaveCount(0);
  await looker.goto(SCREEN);
  await expect(looker.locator('h1')).toHaveText('You may not do that');
  const sent = await looker.evaluate(
    async ([path, count]) => {
      const body = new URLSearchParams({ do: 'confirm', count: count ?? '' });
      return (await fetch(path ?? '', { method: 'POST', body })).status;
    },
    [SCREEN, count],
  );
  expect(sent).toBe(403);

  await confirms(desk, count);
  await expect(desk).toHaveURL(SCREEN);
  await expect(desk.locator('main')).not.toContainText('Nothing is erased at the moment');
  await expect(desk.locator('main')).toContainText(`operator:${admin.name}`);
  // The same form in the other tab, sent once more, and the page loaded again: nothing is confirmed twice.
  await confirms(other, count);
  await expect(other.locator('h1')).toHaveText('Somebody else was quicker');
  await desk.reload();
  await expect(desk.getByRole('button', { name: 'Erase them for good' })).toHaveCount(0);
  await expect.poll(async () => (await (await desk.request.get(caseOf(id))).text()).includes('data was erased')).toBe(true);
  await desk.goto('/dashboard');
  await expect(desk.locator('main')).not.toContainText(STOPPED);
});
