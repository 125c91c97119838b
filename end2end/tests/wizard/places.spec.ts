import type { Page } from '@playwright/test';

import type { Applicant } from '../../fixtures/applicant';
import { signicatUrl } from '../../fixtures/simulator';
import { expect, test } from '../../fixtures/test';

/** Freezes a tab, as a phone does when another app is opened. */
async function freeze(page: Page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  return async () => {
    await session.send('Page.setWebLifecycleState', { state: 'active' });
    await page.bringToFront();
  };
}

/** A check whose answer does not come. */
async function waits(applicant: Applicant) {
  await applicant.simulator.next('signicat', 'status_never');
  await applicant.begin();
  await applicant.openFrame();
  await applicant.prove();
  await applicant.page.waitForURL(applicant.at('wait'));
  await applicant.page.locator('.live[data-hydrated]').waitFor();
}

const lastTask = (page: Page) => page.locator('.task').last();

test('a reload in the middle of a step opens a fresh session, and gives the old one up', async ({ applicant, simulator, page }) => {
  await applicant.begin();
  await applicant.openFrame();
  await applicant.sendNumber();
  await applicant.screen.locator('#code').waitFor();
  const first = await simulator.session();
  await page.reload();
  await applicant.hydrated();
  await applicant.screen.locator('#phone').waitFor();
  await expect.poll(async () => (await simulator.sessions()).length).toBe(2);
  await expect
    .poll(async () => (await simulator.sessions()).find(({ id }) => id === first.id)?.status)
    .toBe('CANCELLED');
  await applicant.sendNumber();
  await applicant.sendCode(applicant.screen, 2);
  await applicant.isDone();
});

test('Back after the result of a frame does not open the step again', async ({ applicant, simulator, page }) => {
  await applicant.begin();
  await page.goto(applicant.tasks);
  await applicant.openFrame();
  await applicant.prove();
  await page.waitForURL(applicant.result);
  await page.goBack();
  await page.waitForURL(applicant.result);
  await expect(page.locator('h1')).toHaveText('You are done');
  expect((await simulator.sessions()).length).toBe(1);
});

// SG-13
test('after the result of a page of its own no page of the step opens again, and nothing is asked again', async ({ applicant, simulator, page }) => {
  await applicant.begin();
  await page.goto(applicant.at());
  await applicant.choose('page');
  await applicant.leave();
  await applicant.prove(page);
  await page.waitForURL(applicant.result);
  const asked = await simulator.calls('signicat', 'status');
  for (const place of ['leave', 'frame', 'wait', 'ended', ''] as const) {
    await page.goto(applicant.at(place));
    await expect(page, place).toHaveURL(applicant.result);
  }
  expect((await simulator.sessions()).length).toBe(1);
  expect(await simulator.calls('signicat', 'status')).toBe(asked);
});

test('Back after agreeing leads to the steps, and nothing is agreed to twice', async ({ page }) => {
  await page.goto('/start/phone');
  await page.locator('main form button').click();
  const tasks = page.url();
  await page.getByRole('link', { name: 'Continue' }).click();
  await page.getByRole('checkbox').check();
  await page.locator('main form button').click();
  await page.waitForURL(tasks);
  await page.goBack();
  await page.waitForURL(tasks);
  await expect(page.locator('.task .tag').first()).toHaveText('Completed');
});

test('an answer can be changed until the provider has it', async ({ applicant, page }) => {
  await applicant.begin();
  await page.goto(`${applicant.tasks}/steps/number`);
  await page.locator('input[type="tel"]').fill('+44 7700 900124');
  await page.locator('main form button').click();
  await page.waitForURL(applicant.tasks);
  await applicant.openFrame();
  await expect(applicant.screen.locator('#phone')).toHaveValue('+447700900124');
});

// What one of two tabs finds out when the other one went on.
const STOPPED = /status of 409/;

test('SG-08 of two tabs the later one counts: the first says so, and can take it back', async ({
  applicant,
  page,
  context,
  complaints,
}) => {
  complaints.expect(STOPPED);
  await applicant.begin();
  await applicant.openFrame();
  await applicant.screen.locator('#phone').waitFor();
  const later = applicant.in(await context.newPage());
  await later.openFrame();
  await later.screen.locator('#phone').waitFor();

  // Input reaches frames of the tab in front only.
  await page.bringToFront();
  await applicant.sendNumber();
  await expect(page.locator('.frame__note')).toHaveText(
    'You continued in another tab or window, so this one has stopped. Go on there, or use this one instead.',
  );
  await expect(applicant.frame).toHaveCount(0);
  await page.getByRole('button', { name: 'Use this one instead' }).click();
  await applicant.prove();
  await applicant.isDone();

  await later.page.bringToFront();
  await later.page.reload();
  await later.page.waitForURL(applicant.result);
});

test('SG-08 of two tabs the later one reaches the result while the first one is left alone', async ({
  applicant,
  context,
  page,
  time,
}) => {
  await time.install();
  await applicant.begin();
  await applicant.openFrame();
  await applicant.screen.locator('#phone').waitFor();
  const later = applicant.in(await context.newPage());
  await later.openFrame();
  await later.prove();
  await later.isDone();
  await time.advance(20_000);
  await page.waitForURL(applicant.result);
});

test('a tab that was frozen for a moment goes on where it was', async ({ applicant, page, simulator }) => {
  await applicant.begin();
  await applicant.openFrame();
  await applicant.sendNumber();
  await applicant.screen.locator('#code').waitFor();
  const thaw = await freeze(page);
  await thaw();
  await applicant.sendCode();
  await applicant.isDone();
  expect((await simulator.sessions()).length).toBe(1);
});

test('a tab that was frozen beside the frame finds out how things stand', async ({ applicant, page, context, time }) => {
  await time.install();
  await applicant.begin();
  await applicant.openFrame();
  await applicant.screen.locator('#phone').waitFor();
  const thaw = await freeze(page);
  const other = applicant.in(await context.newPage());
  await other.openFrame();
  await other.prove();
  await other.page.waitForURL(applicant.result);
  await other.page.close();
  await thaw();
  // Without a sign that the tab was away, the next round of questions.
  await time.advance(20_000);
  await page.waitForURL(applicant.result);
});

test('a tab that was frozen while it waited goes on with what happened meanwhile', async ({ applicant, page, simulator }) => {
  await waits(applicant);
  const thaw = await freeze(page);
  await simulator.advance(1_201_000);
  await thaw();
  await applicant.reaches(applicant.at('ended'), 'The time ran out');
});

test('a tab that was closed beside the frame: the list says "In progress", and the step starts afresh', async ({
  applicant,
  page,
  context,
  simulator,
}) => {
  await applicant.begin();
  await applicant.openFrame();
  await applicant.sendNumber();
  await applicant.screen.locator('#code').waitFor();
  await page.close();
  const reopened = applicant.in(await context.newPage());
  await reopened.page.goto(applicant.tasks);
  await expect(lastTask(reopened.page).locator('.tag')).toHaveText('In progress');
  await reopened.page.getByRole('link', { name: 'Continue' }).click();
  await reopened.page.waitForURL(applicant.at());
  await reopened.choose('frame');
  await reopened.hydrated();
  await reopened.sendNumber();
  await reopened.sendCode(reopened.screen, 2);
  await reopened.isDone();
  expect((await simulator.session()).status).toBe('SUCCESS');
});

test('a tab that was closed while it waited: the result is there when the applicant comes back', async ({
  applicant,
  page,
  context,
  simulator,
}) => {
  await simulator.next('signicat', 'status_late');
  await applicant.begin();
  await applicant.openFrame();
  await applicant.prove();
  await page.waitForURL(applicant.at('wait'));
  await page.close();
  const reopened = applicant.in(await context.newPage());
  // Our server goes on asking by itself.
  await expect
    .poll(async () => {
      await simulator.advance(10_000);
      await reopened.page.goto(applicant.tasks);
      return new URL(reopened.page.url()).pathname;
    })
    .toBe(applicant.result);
  await reopened.isDone();
});

test('a tab that was closed while it waited: the list leads back to the waiting page', async ({ applicant, page, context, simulator }) => {
  await waits(applicant);
  await page.close();
  const reopened = applicant.in(await context.newPage());
  await reopened.page.goto(applicant.tasks);
  await expect(lastTask(reopened.page).locator('.tag')).toHaveText('In progress');
  await reopened.page.getByRole('link', { name: 'Continue' }).click();
  await reopened.page.waitForURL(applicant.at('wait'));
  await simulator.advance(1_201_000);
  await reopened.reaches(applicant.at('ended'), 'The time ran out');
});

test('a tab that was closed on the page of its own: the step starts afresh', async ({
  applicant,
  page,
  context,
}) => {
  await applicant.begin();
  await page.goto(applicant.at());
  await applicant.choose('page');
  await applicant.leave();
  await page.waitForURL(`${signicatUrl}/**`);
  await page.close();
  const reopened = applicant.in(await context.newPage());
  await reopened.page.goto(applicant.tasks);
  await expect(lastTask(reopened.page).locator('.tag')).toHaveText('In progress');
  await reopened.page.goto(applicant.at());
  await reopened.choose('page');
  await reopened.leave();
  await reopened.prove(reopened.page);
  await reopened.isDone();
});
