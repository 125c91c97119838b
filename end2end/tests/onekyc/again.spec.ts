import { expect, headings, simulator, test } from '../../fixtures/onekyc';

const TRY_AGAIN = 'Try again on this page';

// OK-11
test('after a timeout a new attempt has a new session id', async ({ journey, page }) => {
  await simulator.next('session_timeout');
  await journey.openFrame();
  await journey.reaches('ended', headings.expired);
  await page.getByRole('button', { name: TRY_AGAIN }).click();
  await journey.proveWithSample();
  await journey.reaches('result', headings.done);
  const ids = (await journey.sessions()).map((session) => session.partner_session_id);
  expect(new Set(ids).size).toBe(2);
});

// OK-11: the launch URL runs out on both sides while the frame is open.
test('a session that runs out while the frame is open ends with that page', async ({ journey, page }) => {
  await page.clock.install();
  await journey.openFrame();
  await journey.screen.getByRole('button', { name: 'Use a sample photo' }).waitFor();
  await simulator.advance(61 * 60_000);
  await expect
    .poll(async () => (await page.request.get(journey.at('wait'), { maxRedirects: 0 })).headers().location)
    .toBe(journey.at('ended'));
  await page.clock.fastForward(20_000);
  await journey.reachesForGood('ended', headings.expired);
});

// OK-12: a check that only stopped is not used up: three checks are allowed here, and this is the fifth screen.
test('after a denied camera the same check goes on', async ({ journey, page }) => {
  await simulator.next('permission_error', 4);
  await journey.openFrame();
  for (let time = 1; time <= 4; time += 1) {
    await journey.reaches('ended', headings.camera);
    await expect(page.getByRole('heading', { name: 'How to allow the camera' })).toBeVisible();
    // No try is counted.
    await expect(page.locator('.tries')).toHaveCount(0);
    await page.getByRole('button', { name: TRY_AGAIN }).click();
    await page.waitForURL(journey.at('frame'));
  }
  await journey.proveWithSample();
  await journey.reaches('result', headings.done);
  expect(await journey.sessions()).toHaveLength(5);
});

// OK-13
test('without attempts nothing further is offered, by any way', async ({ journey, page }) => {
  await simulator.next('attempts_exhausted');
  await journey.openFrame();
  await journey.reaches('ended', headings.exhausted);
  await expect(page.getByRole('button', { name: /try again/i })).toHaveCount(0);
  await expect(page.getByText('You cannot try this step again here. Ask for help: help@bank.example')).toBeVisible();
  // Neither by the addresses of the other pages.
  for (const elsewhere of ['frame', 'leave', 'intro'] as const) {
    await page.goto(journey.at(elsewhere));
    await journey.reaches('ended', headings.exhausted);
  }
  expect(await journey.sessions()).toHaveLength(1);
});

// OK-10: closing is not a failure: what was begun can be taken up again.
test('after closing the screen the applicant may try again', async ({ journey, page }) => {
  await journey.openFrame();
  await journey.screen.getByRole('button', { name: 'Close', exact: true }).click();
  await journey.reaches('ended', headings.left);
  await page.getByRole('button', { name: TRY_AGAIN }).click();
  await journey.proveWithSample();
  await journey.reaches('result', headings.done);
});

// OK-10: or keep waiting, for example for another device that has the link.
test('after PENDING the applicant may keep waiting, and the result comes', async ({ journey, page }) => {
  await simulator.next('pending');
  await journey.openFrame();
  await journey.reaches('ended', headings.left);
  await page.getByRole('link', { name: 'Keep waiting' }).click();
  await journey.reachesForGood('wait', headings.waiting);
  const { partner_session_id: id } = await journey.session();
  await simulator.finish(id, 'VALID');
  await journey.reaches('result', headings.done);
});

// OK-15
test('closing the screen after the photo was sent is no reason to stop', async ({ journey }) => {
  // The frame has no answer yet when it is closed.
  await simulator.switches({ poll_ms: 60_000 });
  await journey.openFrame();
  await journey.proveWithSample();
  await expect.poll(async () => (await journey.session()).verdict?.status).toBe('COMPLETED');
  await journey.screen.getByRole('button', { name: 'Close', exact: true }).click();
  await journey.reaches('result', headings.done);
});

// OK-14: after an error the provider is asked before anything is said.
test('after GENERIC_ERROR the truth is asked for first', async ({ journey }) => {
  await simulator.next('generic_error');
  await journey.openFrame();
  await journey.reaches('ended', headings.broken);
  expect((await journey.session()).details_reads).toBe(1);
});

// OK-09
test('three refused photos use up the step', async ({ journey, page }) => {
  await simulator.next('not_live', 3);
  await journey.openFrame();
  for (const left of ['You have 2 tries left.', 'You have 1 try left.']) {
    await journey.proveWithSample();
    await journey.reaches('ended', headings.refused);
    await expect(page.getByText(left)).toBeVisible();
    await page.getByRole('button', { name: TRY_AGAIN }).click();
    await page.waitForURL(journey.at('frame'));
  }
  await journey.proveWithSample();
  await journey.reaches('ended', headings.refused);
  await expect(page.getByRole('button', { name: /try again/i })).toHaveCount(0);
  await page.goto(journey.path(''));
  await journey.reaches('result', 'This cannot be completed here');
});

// OK-09
for (const [how, scenario, page, heading] of [
  ['VALID', 'valid', 'result', headings.done],
  ['INVALID', 'not_live', 'ended', headings.refused],
] as const) {
  // OK-09
  test(`COMPLETED while the provider is still working waits, and goes on when it says ${how}`, async ({ journey }) => {
    await simulator.details('in progress');
    await simulator.next(scenario);
    await journey.openFrame();
    await journey.proveWithSample();
    await journey.reachesForGood('wait', headings.waiting);
    await simulator.mend();
    await journey.reachesForGood(page, heading);
  });
}
