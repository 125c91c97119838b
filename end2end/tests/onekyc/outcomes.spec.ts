import { expect, simulator, test } from '../../fixtures/onekyc';
import { elsewhere, messages, outcomes } from './outcomes';

// Every scenario of the simulator is covered: a new one needs a row, or a test of its own.
test('every scenario of the simulated provider has its outcome', async () => {
  const covered = [...Object.keys(outcomes), ...Object.keys(messages), ...elsewhere];
  expect((await simulator.scenarios()).sort()).toEqual(covered.sort());
});

// What the simulated gateway refuses is shown by the browser as an error of the frame's.
test.use({ allowedError: /Failed to load resource: the server responded with a status of (403|422|429)/ });

for (const [scenario, outcome] of Object.entries(outcomes)) {
  // OK-09, OK-10, OK-11, OK-12, OK-13, OK-14
  test(`${scenario} leads to “${outcome.heading}”`, async ({ journey, page }) => {
    await simulator.next(scenario, outcome.times);
    await journey.openFrame();
    for (let capture = 0; capture < outcome.captures; capture += 1) {
      const pressed = await journey.proveWithSample();
      // The screen offers a button of its own for each capture; this one must not be pressed twice.
      if (capture + 1 < outcome.captures) await pressed.waitForElementState('hidden');
    }
    await journey.reachesForGood(outcome.page, outcome.heading);
    if (outcome.page !== 'ended') return;
    const again = page.getByRole('button', { name: /^Try again/ });
    await expect(again).toHaveCount(outcome.offers === 'nothing' ? 0 : 2);
    await expect(page.getByRole('link', { name: 'Keep waiting' })).toHaveCount(outcome.offers.endsWith('wait') ? 1 : 0);
    await expect(page.getByText('Ask for help: help@bank.example', { exact: false })).toBeVisible();
  });
}
