import AxeBuilder from '@axe-core/playwright';
import { type Page, type Request } from '@playwright/test';

import { Applicant } from '../../fixtures/applicant';
import { expect, operatorWith, test } from '../../fixtures/operator';
import { appUrl } from '../../fixtures/simulator';

const LIST = '/dashboard/onboardings';
const isOfRows = (url: string) => new URL(url).pathname === '/dashboard/onboardings/rows';
const row = (page: Page, id: string) => page.locator(`tr[data-id="${id}"]`);
const state = (page: Page) => page.locator('[data-live="state"]');
const ids = (page: Page) => page.locator('tr[data-id]').evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.id));

/** Opens a page whose timers the test runs. */
async function opens(page: Page, path: string): Promise<void> {
  await page.clock.install();
  await page.goto(path);
  await expect(page.locator('#live')).toBeVisible();
}

/** The list asks once more. */
async function asks(page: Page): Promise<void> {
  const answer = page.waitForResponse((response) => isOfRows(response.url()));
  await page.clock.fastForward(5_000);
  await answer;
}

/** What the list asks from now on. */
function questions(page: Page): Request[] {
  const seen: Request[] = [];
  page.on('request', (request) => isOfRows(request.url()) && seen.push(request));
  return seen;
}

/** What the scripts made of the page is as good for everybody as what the server sent. */
async function isAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))).toEqual([]);
}

/** The applicant asks for a person. */
async function needsReview({ page, id }: Applicant): Promise<void> {
  const options = { form: {}, headers: { origin: appUrl }, maxRedirects: 0 };
  expect((await page.request.post(`/o/${id}/help`, options)).status()).toBe(303);
}

test('a line changes where it stands: focus, selection and scroll stay', async ({ desks, applicant }) => {
  await applicant.begin();
  const other = applicant.in(applicant.page);
  await other.begin();
  const desk = await desks.of('viewer');
  await desk.setViewportSize({ width: 1280, height: 420 });
  // These two only: what the server still does for those of other tests would be counted, too.
  await opens(desk, `${LIST}?ids=${other.id},${applicant.id}`);
  const link = row(desk, other.id).getByRole('link');
  await link.focus();
  await row(desk, applicant.id).locator('.badge').selectText();
  await link.focus();
  const before = { ids: await ids(desk), scroll: await desk.evaluate(() => scrollY) };
  expect(before.scroll, 'somewhere down the page').toBeGreaterThan(0);

  await needsReview(other);
  await needsReview(applicant);
  await asks(desk);
  await expect(row(desk, other.id).locator('.badge')).toHaveText('Needs review');
  await expect(link).toBeFocused();
  expect({ ids: await ids(desk), scroll: await desk.evaluate(() => scrollY) }).toEqual(before);
  await expect(desk.locator('[data-live="said"]')).toHaveText('1 row changed');

  // What somebody is about to copy waits.
  expect(await desk.evaluate(() => getSelection()?.toString())).toBe('In progress');
  await expect(row(desk, applicant.id).locator('.badge')).toHaveText('In progress');
  await desk.evaluate(() => getSelection()?.removeAllRanges());
  await asks(desk);
  await expect(row(desk, applicant.id).locator('.badge')).toHaveText('Needs review');
  await expect(desk.locator('[data-live="said"]'), 'not again so soon').toHaveText('1 row changed');
  // Nothing is new: the server says so and nothing else.
  const answer = desk.waitForResponse((response) => isOfRows(response.url()));
  await desk.clock.fastForward(5_000);
  expect((await answer).status()).toBe(304);
});

test('live updates can be paused, and rest while nobody looks', async ({ desks, applicant }) => {
  await applicant.begin();
  const desk = await desks.of('viewer');
  await opens(desk, LIST);
  const pause = desk.getByRole('button', { name: 'Pause live updates' });
  await pause.click();
  await expect(pause).toHaveAttribute('aria-pressed', 'true');
  await desk.reload();
  await expect(pause, 'remembered').toHaveAttribute('aria-pressed', 'true');
  const asked = questions(desk);
  await needsReview(applicant);
  await desk.clock.fastForward(60_000);
  await expect(state(desk)).toHaveText('Paused: the list stays as it is.');
  await expect(row(desk, applicant.id).locator('.badge')).toHaveText('In progress');
  expect(asked).toEqual([]);
  await pause.click();
  await desk.clock.fastForward(1);
  await expect(row(desk, applicant.id).locator('.badge')).toHaveText('Needs review');

  const look = (hidden: boolean) =>
    desk.evaluate((hidden) => {
      Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  await look(true);
  const before = asked.length;
  await desk.clock.fastForward(60_000);
  expect(asked.length).toBe(before);
  await look(false);
  await asks(desk);
});

test('what is new is a link above the list, and no line moves', async ({ desks, applicant }) => {
  await applicant.begin();
  const desk = await desks.of('viewer');
  await opens(desk, `${LIST}?status=in_progress`);
  const top = await row(desk, applicant.id).boundingBox();
  const before = await ids(desk);
  const other = applicant.in(applicant.page);
  await other.begin();
  await asks(desk);
  const link = desk.getByRole('link', { name: 'One new, show it' });
  await expect(link).toBeVisible();
  await isAccessible(desk);
  expect(await ids(desk)).toEqual(before);
  expect(await row(desk, applicant.id).boundingBox()).toEqual(top);
  await link.click();
  await expect(row(desk, other.id)).toBeVisible();
  expect((await ids(desk)).slice(0, 2)).toEqual([other.id, applicant.id]);
  expect(new URL(desk.url()).search).toBe('?status=in_progress');
});

test('filters stand in the URL, on the way back and in another language', async ({ desks, applicant }) => {
  await applicant.begin();
  await needsReview(applicant);
  const desk = await desks.of('viewer');
  await desk.goto(LIST);
  const status = desk.locator('#status');
  await status.selectOption('needs_review');
  await desk.getByRole('button', { name: 'Show', exact: true }).click();
  await desk.waitForURL(/status=needs_review/);
  const filtered = desk.url();
  await row(desk, applicant.id).getByRole('link').click();
  await desk.waitForURL(`**/${applicant.id}`);
  await desk.goBack();
  await expect(desk).toHaveURL(filtered);
  await expect(status).toHaveValue('needs_review');
  await desk.getByRole('link', { name: 'Bahasa Indonesia' }).click();
  await expect(desk.locator('html')).toHaveAttribute('lang', 'id');
  await expect(desk).toHaveURL(filtered);
  await expect(status).toHaveValue('needs_review');
});

test('a server that is away, and a session that is over, are said in words', async ({ desks, complaints }) => {
  complaints.expect(/Failed to load resource/);
  const desk = await desks.with(await operatorWith('viewer', { own: true }));
  await opens(desk, LIST);
  await desk.route(
    (url) => isOfRows(url.href),
    (route) => route.abort(),
    { times: 1 },
  );
  await desk.clock.fastForward(5_000);
  await expect(state(desk)).toHaveText('The server does not answer. Trying again in a while.');
  const asked = questions(desk);
  await desk.clock.fastForward(5_000);
  expect(asked, 'more slowly').toEqual([]);
  await asks(desk);
  await expect(state(desk)).toHaveText('The list is kept up to date.');

  await desk.request.post('/dashboard/sign-out', { form: {}, headers: { origin: appUrl }, maxRedirects: 0 });
  await desk.clock.fastForward(5_000);
  await expect(state(desk)).toHaveText('You are signed out. The list stays as it is.');
  const before = asked.length;
  await desk.clock.fastForward(300_000);
  expect(asked.length).toBe(before);
  await desk.getByRole('link', { name: 'Sign in again' }).click();
  await desk.waitForURL(/\/dashboard\/sign-in\?next=%2Fdashboard%2Fonboardings$/);
});

test('keyboard shortcuts lead everywhere, and can be turned off', async ({ desks, applicant }) => {
  await applicant.begin();
  const other = applicant.in(applicant.page);
  await other.begin();
  const desk = await desks.of('viewer');
  await desk.goto('/dashboard');
  await desk.keyboard.press('?');
  await desk.waitForURL('/dashboard/shortcuts');
  await expect(desk.locator('h1')).toHaveText('Keyboard shortcuts');
  await isAccessible(desk);
  await desk.keyboard.press('g');
  await desk.keyboard.press('l');
  await desk.waitForURL(LIST);

  const search = desk.getByLabel('Find an onboarding');
  await expect(search).toHaveAttribute('aria-keyshortcuts', '/');
  await desk.keyboard.press('/');
  await expect(search).toBeFocused();
  await desk.keyboard.type('?gl/j');
  await expect(search, 'typed, and nothing else').toHaveValue('?gl/j');
  await search.fill('');
  await search.blur();

  const [first, second] = [other.id, applicant.id].map((id) => row(desk, id).getByRole('link'));
  await desk.keyboard.press('j');
  await expect(first!).toBeFocused();
  await desk.keyboard.press('j');
  await expect(second!).toBeFocused();
  await desk.keyboard.press('k');
  await expect(first!).toBeFocused();
  await desk.keyboard.press('Enter');
  await desk.waitForURL(`**/${other.id}`);

  await desk.keyboard.press('?');
  await desk.getByRole('button', { name: 'Turn them off' }).click();
  await expect(desk.getByRole('button', { name: 'Turn them on' })).toBeFocused();
  await desk.goto(LIST);
  await expect(desk.locator('#live')).toBeVisible();
  await desk.keyboard.press('?');
  await desk.keyboard.press('g');
  await desk.keyboard.press('o');
  await desk.keyboard.press('/');
  await expect(search).not.toBeFocused();
  await expect(search).not.toHaveAttribute('aria-keyshortcuts');
  await expect(desk).toHaveURL(LIST);
});
