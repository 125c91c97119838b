import { camera, expect, headings, inOneBrowser, Selfie, test } from '../../fixtures/selfie';

test.use(camera('face'));
test.skip(({ blocked }) => !blocked, inOneBrowser);

/** Somebody who has handed in a picture of a card: any picture will do. */
const compared = test.extend<{ matching: Selfie }>({
  matching: async ({ page, selfie: _, simulator }, use) => {
    await page.goto('/');
    const picture = await page.screenshot({ type: 'jpeg' });
    await use(await new Selfie(page, simulator).begin(picture));
  },
});

const ok = { status: 200 };
const jpeg = { status: 200, content_type: 'image/jpeg' };

// SL-11
compared('the provider asks for the picture, gets it once, and the faces match', async ({ matching }) => {
  await matching.openFrame();
  await matching.reachesForGood('result', headings.done);
  const call = await matching.referenceCall();
  expect(call).toMatchObject({ asked: [ok], read: [jpeg], outcome: 'compared' });
});

// SL-11
compared('reference_second_use gets nothing the second time', async ({ matching }) => {
  await matching.willPlay('reference_second_use');
  await matching.openFrame();
  await matching.reaches('result', headings.done);
  expect(await matching.referenceCall()).toMatchObject({ asked: [ok], read: [jpeg, { status: 410 }] });
});

// SL-11
compared('reference_asked_twice is answered twice', async ({ matching }) => {
  await matching.willPlay('reference_asked_twice');
  await matching.openFrame();
  await matching.reaches('result', headings.done);
  expect(await matching.referenceCall()).toMatchObject({ asked: [ok, ok], read: [jpeg] });
});

// SL-11: the address lives ten minutes.
compared('reference_expired finds nothing, and no faces are compared', async ({ matching }) => {
  await matching.willPlay('reference_expired');
  await matching.openFrame();
  await matching.sees('sending');
  await expect.poll(async () => (await matching.session()).attempts).toBe(1);
  await matching.outlivesPicture();
  await matching.reaches('ended', headings.broken);
  expect(await matching.referenceCall()).toMatchObject({ asked: [ok], read: [{ status: 410 }], outcome: 'failed' });
});

for (const [scenario, status] of [
  ['reference_refused', 401],
  ['reference_unauthenticated', 401],
  ['reference_missing', 400],
  ['reference_wrong_type', 400],
] as const) {
  // SL-11
  compared(`${scenario} is answered ${status}, and gets no picture`, async ({ matching, page }) => {
    await matching.willPlay(scenario);
    await matching.openFrame();
    const call = await matching.referenceCall();
    expect(call).toMatchObject({ asked: [{ status }], read: [] });
    // Whether the provider gave up or went on without comparing: no faces match, and the journey is not done.
    await page.waitForURL((url) => !url.pathname.endsWith('/frame'));
    await page.goto(matching.result);
    await expect(page.locator('h1')).not.toHaveText(headings.done);
  });
}

// SL-11
compared('reference_never compares no faces, so that the journey is not done', async ({ matching, page }) => {
  await matching.willPlay('reference_never');
  await matching.openFrame();
  await page.waitForURL((url) => !url.pathname.endsWith('/frame'));
  await page.goto(matching.result);
  await expect(page.locator('h1')).not.toHaveText(headings.done);
});
