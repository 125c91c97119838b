import { camera, expect, inOneBrowser, test } from '../../fixtures/selfie';
import { elsewhere, outcomes } from './outcomes';

test.use(camera('face'));

// Every scenario of the simulator is covered: a new one needs a row, or a test of its own.
test('every scenario of the simulated selfie has its outcome', async ({ simulator }) => {
  const covered = [...Object.keys(outcomes), ...elsewhere];
  expect((await simulator.scenarios('selfie_liveness')).sort()).toEqual(covered.sort());
});

/** One of each kind. */
const inBothBrowsers = ['not_live', 'completed_never', 'initiate_invalid', 'script_missing', 'sdk_network', 'result_changes'];

for (const [scenario, outcome] of Object.entries(outcomes)) {
  test.describe(() => {
    if (!inBothBrowsers.includes(scenario)) test.skip(({ blocked }) => !blocked, inOneBrowser);

    // SL-03, SL-05, SL-10, SL-12, SL-13, SL-15
    test(`${scenario} leads to “${outcome.heading}”`, async ({ complaints, page, selfie }) => {
      // What the simulated gateway refuses is shown by the browser as an error of the frame's.
      complaints.expect(/Failed to load resource: the server responded with a status of [45]\d\d .*:\d+\/(coe|sdk|selfie|objects)/);
      if (scenario === 'script_broken') complaints.expect(/SyntaxError/);
      await selfie.willPlay(scenario, outcome.times);
      await selfie.openFrame();
      for (let retry = 0; retry < outcome.retries; retry += 1) {
        await selfie.sees('retry');
        await selfie.sdk.getByRole('button', { name: 'Try again' }).click();
      }
      await selfie.reaches(outcome.page, outcome.heading);
      if (outcome.page !== 'ended') return;
      await expect(page.getByRole('button', { name: /^Try again/ })).toHaveCount(2);
      await expect(page.getByText('Ask for help: help@bank.example', { exact: false })).toBeVisible();
    });
  });
}
