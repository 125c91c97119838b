import { look } from '../../fixtures/a11y';
import { camera, expect, headings, sdkUrl, test } from '../../fixtures/selfie';

test.use(camera('face'));

// SL-05, SL-06, SL-08, SL-09, SL-12, SL-13, SL-15
test('a face in front of the camera leads to the result', async ({ page, selfie }) => {
  await selfie.chooseFrame();
  await selfie.sees('capture');
  await expect(selfie.sdk.locator('.stage')).toHaveAttribute('data-feedback', 'good');
  await selfie.reachesForGood('result', headings.done);
  await expect(page.getByRole('listitem').filter({ hasText: 'Show your face to the camera' })).toBeVisible();
  const session = await selfie.session();
  expect(session.verdict).toMatchObject({ status: 'COMPLETED', result: 'VALID' });
  await expect.poll(async () => (await selfie.session()).messages).toEqual(['COMPLETED -']);
});

// SL-08: on a page of its own, which our page announces.
test('a face on a page of its own leads to the result', async ({ complaints, page, selfie }) => {
  // The completion callback may be quicker than the SDK: then there is nothing left to finish, and we go back at once.
  complaints.expect(/status of 409 \(Conflict\) \(.*\/sdk\/selfie\/finish\)/);
  await page.goto(selfie.at());
  await page.getByRole('button', { name: 'Continue on a page of its own' }).click();
  await page.waitForURL(selfie.at('leave'));
  await page.getByRole('button', { name: 'Go to OneKYC Selfie' }).click();
  await page.waitForURL((url) => url.origin === sdkUrl);
  await selfie.sees('capture', page);
  await selfie.reaches('result', headings.done);
});

// SL-13
test('closing the SDK on a page of its own comes back to a page that offers to try again', async ({ page, selfie }) => {
  await selfie.willPlay('sdk_user_cancelled');
  await page.goto(selfie.at());
  await page.getByRole('button', { name: 'Continue on a page of its own' }).click();
  await page.getByRole('button', { name: 'Go to OneKYC Selfie' }).click();
  await selfie.reaches('ended', headings.cancelled);
  await page.getByRole('button', { name: 'Try again on this page' }).click();
  await selfie.reaches('result', headings.done);
});

// SL-08: said before the browser asks, and beside the frame; in both languages, to everybody.
for (const [language, words] of [
  ['en', ['Before your camera is used', 'I can’t or don’t want to use a camera', 'help@bank.example', 'We store whether a live face']],
  ['id', ['Sebelum kamera Anda digunakan', 'Saya tidak dapat atau tidak ingin', 'help@bank.example', 'Kami menyimpan apakah wajah']],
] as const) {
  test(`the page before the camera says why, who, when and the other way, in ${language}`, async ({ page, selfie }) => {
    await page.goto(`${selfie.at()}?lang=${language}`);
    const main = page.locator('main');
    for (const text of words) await expect(main).toContainText(text);
    await look(page, language);
    await selfie.willPlay('processing_never');
    await selfie.openFrame();
    await selfie.sees('sending');
    for (const text of words) await expect(main).toContainText(text);
    // Folded up beside the frame, and opened by the keyboard.
    const more = page.locator('main details');
    await more.locator('summary').press('Enter');
    await expect(more.locator('dd').last()).toBeVisible();
    const frames = await page.locator('main iframe').getAttribute('allow');
    expect(frames).toBe(`camera ${sdkUrl}`);
  });
}

// SL-12
test('a photo that is not clear enough is taken again', async ({ selfie }) => {
  await selfie.willPlay('retry_once');
  await selfie.openFrame();
  await selfie.sees('retry');
  expect((await selfie.session()).attempts).toBe(1);
  await selfie.sdk.getByRole('button', { name: 'Try again' }).click();
  await selfie.reaches('result', headings.done);
  expect((await selfie.session()).attempts).toBe(2);
});
