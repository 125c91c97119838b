import type { Page } from '@playwright/test';
import { expect, headings, simulator, test } from '../../fixtures/onekyc';

async function lifecycle(page: Page, state: 'frozen' | 'active') {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Page.setWebLifecycleState', { state });
  await devtools.detach();
}

// OK-10
test('a reload in mid-step shows a fresh screen, and the old one counts no more', async ({ journey, page }) => {
  await journey.openFrame();
  await journey.screen.getByRole('button', { name: 'Use the camera' }).click();
  await journey.screen.getByRole('button', { name: 'Take the photo' }).waitFor();
  const [first] = await journey.sessions();
  await page.reload();
  await journey.proveWithSample();
  await journey.reaches('result', headings.done);
  const sessions = await journey.sessions();
  expect(sessions).toHaveLength(2);
  expect(sessions.find(({ partner_session_id: id }) => id === first?.partner_session_id)?.verdict).toBeNull();
});

// OK-09: what was sent is not to be sent again.
test('a reload after the photo was sent asks for the result first', async ({ journey, page }) => {
  await simulator.next('message_never');
  await journey.openFrame();
  await journey.proveWithSample();
  await journey.posted();
  await page.reload();
  await journey.reaches('result', headings.done);
  expect(await journey.sessions()).toHaveLength(1);
});

// OK-09
test('Back after the result does not open the screen again', async ({ journey, page }) => {
  await journey.chooseFrame();
  await journey.proveWithSample();
  await journey.reaches('result', headings.done);
  await page.goBack();
  await journey.reaches('result', headings.done);
  await page.goto(journey.at('frame'));
  await journey.reaches('result', headings.done);
  expect(await journey.sessions()).toHaveLength(1);
});

// Our server says "superseded" with a status of its own.
test.describe('two tabs', () => {
  test.use({ allowedError: /status of 409/ });

  // OK-08, SEC-93
  test('the second supersedes the first, which may take it back', async ({ context, journey, page }) => {
    await journey.openFrame();
    await journey.screen.getByRole('button', { name: 'Close', exact: true }).waitFor();
    const second = journey.in(await context.newPage());
    await second.openFrame();
    await second.screen.getByRole('button', { name: 'Close', exact: true }).waitFor();
    const note = page.locator('.frame__note');
    // What the first one's screen says changes nothing, it only learns that it is the first.
    await journey.screen.getByRole('button', { name: 'Close', exact: true }).click();
    await expect(note).toHaveText(/You continued in another tab or window/);
    await expect(journey.element).toHaveCount(0);
    await expect(second.element).toHaveCount(1);
    await journey.isStillOpen();
    await page.getByRole('button', { name: 'Use this one instead' }).click();
    await journey.proveWithSample();
    await journey.reaches('result', headings.done);
    // And the second one is where the first is, as soon as it says anything.
    await second.screen.getByRole('button', { name: 'Close', exact: true }).click();
    await expect(second.page.locator('.frame__note')).toHaveText(/You continued in another tab or window/);
    await second.page.reload();
    await second.reaches('result', headings.done);
  });
});

// OK-09
test('a tab that was frozen while it waited goes on', async ({ journey, page }) => {
  await simulator.details('in progress');
  await journey.openFrame();
  await journey.proveWithSample();
  await journey.reaches('wait', headings.waiting);
  await page.locator('.live[data-hydrated]').waitFor();
  await lifecycle(page, 'frozen');
  await simulator.mend();
  await lifecycle(page, 'active');
  await journey.reaches('result', headings.done);
});

// OK-09: the applicant finished elsewhere, for example on a phone, while this tab slept.
test('a tab that was frozen with the frame in it goes on', async ({ journey, page }) => {
  await page.clock.install();
  await journey.openFrame();
  await journey.screen.getByRole('button', { name: 'Use a sample photo' }).waitFor();
  await lifecycle(page, 'frozen');
  const { partner_session_id: id } = await journey.session();
  await simulator.finish(id, 'VALID');
  await simulator.tick();
  await lifecycle(page, 'active');
  await page.clock.fastForward(20_000);
  await journey.reaches('result', headings.done);
});

// OK-09
test('a tab that was closed while it waited finds the result later', async ({ context, journey, page }) => {
  await simulator.details('in progress');
  await journey.openFrame();
  await journey.proveWithSample();
  await journey.reaches('wait', headings.waiting);
  await page.close();
  const later = journey.in(await context.newPage());
  await later.page.goto(later.path(''));
  await expect(later.page.getByText('In progress')).toBeVisible();
  await later.page.getByRole('link', { name: 'Continue' }).click();
  await later.reaches('wait', headings.waiting);
  await simulator.mend();
  await later.reaches('result', headings.done);
});

// OK-09: the callback of the provider's server finds a check whose tab is gone.
test('a tab that was closed in the frame finds the result later', async ({ context, journey, page }) => {
  await simulator.next('message_never');
  await journey.openFrame();
  await journey.screen.getByRole('button', { name: 'Use a sample photo' }).waitFor();
  await page.close();
  const { partner_session_id: id } = await journey.session();
  await simulator.finish(id, 'VALID');
  await simulator.tick();
  const later = journey.in(await context.newPage());
  await later.page.goto(later.path(''));
  await later.reaches('result', headings.done);
});
