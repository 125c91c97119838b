import { camera, expect, test } from '../../fixtures/selfie';
import { elsewhere, outcomes } from './outcomes';

test.use(camera('face'));

// Every scenario of the simulator is covered: a new one needs a row, or a test of its own.
test('every scenario of the simulated selfie has its outcome', async ({ simulator }) => {
  const covered = [...Object.keys(outcomes), ...elsewhere];
  expect((await simulator.scenarios('selfie_liveness')).sort()).toEqual(covered.sort());
});

for (const [scenario, outcome] of Object.entries(outcomes)) {
  // SL-03, SL-05, SL-10, SL-12, SL-13, SL-15
  test(`${scenario} leads to “${outcome.heading}”`, async ({ complaints, page, selfie }) => {
    // What the simulated gateway refuses is shown by the browser as an error of the frame's.
    complaints.expect(/Failed to load resource: the server responded with a status of (4\d\d|5\d\d)/);
    complaints.expect(/SyntaxError/);
    await selfie.willPlay(scenario, outcome.times);
    await selfie.openFrame();
    for (let retry = 0; retry < outcome.retries; retry += 1) {
      await selfie.sees('retry');
      await selfie.sdk.getByRole('button', { name: 'Try again' }).click();
    }
    await selfie.reaches(outcome.page, outcome.heading);
    if (outcome.page !== 'ended') return;
    const again = page.getByRole('button', { name: /^Try again/ });
    await expect(again).toHaveCount(2);
    await expect(page.getByText('Ask for help: help@bank.example', { exact: false })).toBeVisible();
  });
}
