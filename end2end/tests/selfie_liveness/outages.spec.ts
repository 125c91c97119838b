import { camera, expect, headings, inOneBrowser, test } from '../../fixtures/selfie';

test.use(camera('face'));
test.skip(({ blocked }) => !blocked, inOneBrowser);

for (const scenario of ['token_error', 'initiate_error']) {
  // SL-03
  test(`${scenario} is told beside an empty box, and the button tries again`, async ({ complaints, page, selfie }) => {
    complaints.expect(/Failed to load resource: the server responded with a status of 503/);
    await selfie.willPlay(scenario);
    await selfie.openFrame();
    await expect(page.getByText('OneKYC Selfie cannot be reached at the moment.', { exact: false })).toBeVisible();
    await page.getByRole('button', { name: 'Try again', exact: true }).click();
    await selfie.reaches('result', headings.done);
  });
}

// SL-05
test('script_never leads to a page that offers another try', async ({ page, selfie, time }) => {
  await time.install();
  await selfie.willPlay('script_never');
  await selfie.openFrame();
  await expect.poll(async () => (await selfie.sessions()).length).toBe(1);
  await expect(selfie.sdk.getByRole('status')).toBeVisible();
  await time.advance(21_000);
  await selfie.reaches('ended', headings.broken);
  await expect(page.getByRole('button', { name: /^Try again/ })).toHaveCount(2);
});

// SL-12: the SDK goes on polling; who does not want to wait goes on by our own link.
test('processing_never can be waited for on our own page', async ({ page, selfie }) => {
  await selfie.willPlay('processing_never');
  await selfie.openFrame();
  await selfie.sees('sending');
  await expect.poll(async () => (await selfie.session()).attempts).toBe(1);
  await page.getByRole('link', { name: 'Continue', exact: true }).click();
  await selfie.reaches('wait', headings.waiting);
});
