import { camera, expect, inOneBrowser, test } from '../../fixtures/selfie';

test.use(camera('face'));
test.skip(({ blocked }) => !blocked, inOneBrowser);

for (const scenario of ['result_unknown_status', 'result_unknown_code', 'result_without_code', 'result_null', 'result_text']) {
  // SL-13: words that no document knows make our server ask, and the provider knows of nothing.
  test(`${scenario} leaves the check as it is`, async ({ page, selfie }) => {
    await selfie.willPlay(scenario);
    const reported = page.waitForResponse(
      (answer) => answer.url().endsWith('/fn/report_message') && (answer.request().postData() ?? '').includes('vestibule.sdk.message'),
    );
    await selfie.openFrame();
    await reported;
    // The SDK says so itself, on another way.
    await expect.poll(async () => (await selfie.session()).messages).toHaveLength(1);
    await selfie.isStillOpen();
    await expect(page).toHaveURL(selfie.at('frame'));
    await expect(selfie.element).toHaveCount(1);
  });
}
