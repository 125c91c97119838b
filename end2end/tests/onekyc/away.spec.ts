import { expect, headings, simulator, test } from '../../fixtures/onekyc';

const SLOW = /This is taking longer than usual/;
const UNAVAILABLE = 'OneKYC cannot be reached at the moment. Nothing is lost. Wait a minute and try again.';

for (const [scenario, said] of [
  ['frame_never_loads', undefined],
  // The browser says that the provider forbids the frame.
  ['frame_ancestors_none', /Framing '.*' violates|Refused to frame/],
] as const) {
  test.describe(scenario, () => {
    test.use({ allowedError: said });

    // OK-02, OK-10: a frame that stays empty is not the end.
    test('is noticed after ten seconds, and the page of its own works', async ({ journey, page }) => {
      await page.clock.install();
      await simulator.next(scenario);
      await journey.openFrame();
      await journey.element.waitFor();
      const note = page.locator('.frame__note');
      // Time passes by itself, too.
      await page.clock.fastForward(5_000);
      await expect(note).toBeHidden();
      await page.clock.fastForward(5_500);
      await expect(note).toHaveText(SLOW);
      await page.clock.fastForward(20_000);
      await expect(note).toHaveText(/The screen of OneKYC does not answer/);
      await page.getByRole('button', { name: 'Continue on a page of its own' }).click();
      await page.getByRole('link', { name: 'Go to OneKYC' }).click();
      await page.getByRole('button', { name: 'Use a sample photo' }).click();
      await journey.reaches('result', headings.done);
    });

    // OK-10
    test('leaves the permanent link, which leads back to the choice', async ({ journey, page }) => {
      await simulator.next(scenario);
      await journey.openFrame();
      await journey.element.waitFor();
      await page.getByRole('link', { name: 'Continue', exact: true }).click();
      await page.waitForURL(journey.at('intro'));
      await page.getByRole('button', { name: 'Continue on this page' }).click();
      await journey.proveWithSample();
      await journey.reaches('result', headings.done);
    });
  });
}

test.describe('a provider that cannot be reached', () => {
  // Our own answer says so, too.
  test.use({ allowedError: /status of 503/ });

  // OK-14
  test('by an error of its own is said, and trying again works', async ({ journey, page }) => {
    await simulator.next('initiate_error', 5);
    await journey.openFrame();
    await expect(page.locator('.frame__note')).toHaveText(UNAVAILABLE);
    await simulator.reset();
    await simulator.advance(31_000);
    await page.getByRole('button', { name: 'Try again' }).click();
    await journey.proveWithSample();
    await journey.reaches('result', headings.done);
  });

  // OK-14
  test('is not asked any more after a while, and asked again when it may be back', async ({ journey, page }) => {
    await simulator.fault({ fault: 'down' });
    await journey.openFrame();
    const note = page.locator('.frame__note');
    const again = page.getByRole('button', { name: 'Try again' });
    for (let time = 0; time < 5; time += 1) {
      await expect(note).toHaveText(UNAVAILABLE);
      const answered = page.waitForResponse('**/fn/launch');
      await again.click();
      await answered;
    }
    await expect(note).toHaveText(UNAVAILABLE);
    // It is back, but nobody asks it yet.
    await simulator.mend();
    const answered = page.waitForResponse('**/fn/launch');
    await again.click();
    await answered;
    await expect(note).toHaveText(UNAVAILABLE);
    expect(await journey.sessions()).toEqual([]);
    // A page of its own says the same.
    await page.getByRole('button', { name: 'Continue on a page of its own' }).click();
    await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('Continue at OneKYC');
    await page.goto(journey.at('frame'));
    await expect(note).toHaveText(UNAVAILABLE);
    await simulator.advance(31_000);
    await again.click();
    await journey.proveWithSample();
    await journey.reaches('result', headings.done);
  });

  // OK-09: the truth is asked for until there is an answer.
  test('after the photo was sent keeps the applicant waiting, and the result comes', async ({ journey }) => {
    await simulator.fault({ fault: 'http_503', route: 'details' });
    await journey.openFrame();
    await journey.proveWithSample();
    await journey.reachesForGood('wait', headings.waiting);
    await simulator.mend();
    await simulator.advance(31_000);
    await journey.reaches('result', headings.done);
  });
});
