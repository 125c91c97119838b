import { camera, expect, headings, test } from '../../fixtures/selfie';

test.use(camera('face'));

/** Scenario, and what our server answers to the callbacks. */
const callbacks: Record<string, number[]> = {
  callback_before: [200],
  callback_after: [200],
  callback_twice: [200, 200],
  callback_never: [],
  callback_forged: [401],
  callback_unauthenticated: [401],
  callback_unknown_submission: [200],
  callback_regresses: [200, 200],
};

for (const [scenario, answers] of Object.entries(callbacks)) {
  // SL-14, SL-16: the end is the same.
  test(`${scenario} ends like all others`, async ({ selfie }) => {
    await selfie.willPlay(scenario);
    await selfie.openFrame();
    await selfie.reaches('result', headings.done);
    await expect.poll(() => selfie.callbackAnswers()).toEqual(answers);
    await selfie.reachesForGood('result', headings.done);
  });
}

for (const [scenario, answer] of [
  ['callback_huge', 413],
  ['callback_wrong_content_type', 400],
] as const) {
  // SL-14
  test(`${scenario} is refused, and changes nothing`, async ({ selfie }) => {
    await selfie.willPlay(scenario);
    await selfie.openFrame();
    await selfie.reaches('result', headings.done);
    await expect.poll(async () => (await selfie.callbackAnswers())[0]).toBe(answer);
  });
}

// SL-14: the details decide, not the callback's body.
test('callback_contradicts loses to the details', async ({ selfie }) => {
  await selfie.willPlay('callback_contradicts');
  await selfie.openFrame();
  await selfie.reaches('ended', headings.refused);
});

// SL-14, SL-16: without a word of the SDK's, our page is reached by its own link.
test('result_never is not missed: the callback settles it', async ({ page, selfie }) => {
  await selfie.willPlay('result_never');
  await selfie.openFrame();
  await expect.poll(() => selfie.callbackAnswers()).toEqual([200]);
  await page.getByRole('link', { name: 'Continue', exact: true }).click();
  await selfie.reaches('result', headings.done);
});
