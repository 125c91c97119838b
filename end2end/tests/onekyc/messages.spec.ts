import { expect, headings, simulator, test } from '../../fixtures/onekyc';
import { messages } from './outcomes';

/** The report of a callback to our server has been answered. */
const isReport = (answer: { url(): string; request(): { postData(): string | null } }) =>
  answer.url().endsWith('/fn/report_message') && !answer.request().postData()?.includes('GET_ORIGIN_FROM_ONEKYC');

/** What our script hands on; it refuses the others by itself. */
const handedOn = ['flat_message', 'data_missing', 'data_array', 'data_string', 'data_null', 'null_message'];
handedOn.push('prototype_message', 'wrong_type', 'wrong_session_id');

// A message alone, while the provider says that it knows of no submission: the message decides whether we wait, and
// nothing more.
for (const [scenario, effect] of Object.entries(messages)) {
  const what = effect === 'wait' ? 'makes us wait for the result' : 'changes nothing';
  // OK-07, OK-08, OK-09
  test(`${scenario} ${what}`, async ({ journey, page }) => {
    await simulator.details('nothing');
    await simulator.next(scenario);
    await journey.openFrame();
    const reported = handedOn.includes(scenario) ? page.waitForResponse(isReport) : undefined;
    await journey.proveWithSample();
    if (effect === 'wait') {
      await journey.reachesForGood('wait', headings.waiting);
      return;
    }
    await journey.posted();
    await reported;
    await journey.isStillOpen();
    await expect(page).toHaveURL(journey.at('frame'));
    // The truth is not lost with the message.
    await simulator.mend();
    // The provider is asked once a second at most, and this test has just asked.
    await simulator.advance(1_100);
    await page.getByRole('link', { name: 'Continue', exact: true }).click();
    await journey.reaches('result', headings.done);
  });
}

for (const scenario of ['unknown_error_code', 'unknown_message_status']) {
  // OK-09, OK-14: words that no document knows make our server ask, and the provider knows of nothing.
  test(`${scenario} leaves the frame as it is`, async ({ journey, page }) => {
    await simulator.next(scenario);
    const reported = page.waitForResponse(isReport);
    await journey.openFrame();
    await reported;
    expect((await journey.session()).details_reads).toBe(1);
    await journey.isStillOpen();
    await expect(page).toHaveURL(journey.at('frame'));
    await expect(journey.element).toHaveCount(1);
  });
}

// OK-06, OK-09, SEC-96: who did not make itself known first is not believed, whatever it says.
test('a COMPLETED that comes before the handshake changes nothing', async ({ journey, page }) => {
  await simulator.next('message_before_handshake');
  const reported = page.waitForResponse(isReport);
  await journey.openFrame();
  await reported;
  // Nobody was even asked.
  expect((await journey.session()).details_reads).toBe(0);
  await journey.isStillOpen();
});

// OK-09: the words of the browser are no result.
test('COMPLETED is no result', async ({ journey, page }) => {
  await simulator.details('in progress');
  await journey.openFrame();
  await journey.proveWithSample();
  await journey.reaches('wait', headings.waiting);
  await page.goto(journey.at('result'));
  await expect(page).toHaveURL(journey.path(''));
  await expect(page.getByText('In progress')).toBeVisible();
});

// Whatever is more than twenty in a minute is refused; the browser shows that as an error of ours.
test.describe('a flood', () => {
  test.use({ allowedError: /status of 429/ });

  // OK-07: ten thousand messages cost the page neither its life nor its way on, and our server twenty of them.
  test('of messages leaves the page usable', async ({ journey, page }) => {
    await simulator.details('nothing');
    await simulator.next('message_flood');
    let answers = 0;
    page.on('response', (response) => {
      if (response.url().endsWith('/fn/report_message')) answers += 1;
    });
    await journey.openFrame();
    await journey.proveWithSample();
    await journey.posted();
    await expect.poll(() => answers).toBe(20);
    await journey.isStillOpen();
    await simulator.mend();
    await simulator.advance(1_100);
    await page.getByRole('link', { name: 'Continue', exact: true }).click();
    await journey.reaches('result', headings.done);
    expect(answers).toBe(20);
  });
});
