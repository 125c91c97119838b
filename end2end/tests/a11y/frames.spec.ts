import { browserOf, languages, look } from '../../fixtures/a11y';
import { expect, provider, providerFrame, test, toFrame, toIntro } from '../../fixtures/security';

test.beforeEach(({ page }, { project }) => {
  test.skip(project.name !== 'chromium', 'cookies of third parties change nothing about how our pages look');
  test.slow();
  return page.emulateMedia({ reducedMotion: 'reduce' });
});

for (const language of languages) {
  test.describe(language, () => {
    test.use(browserOf(language));

    // SG-06, SG-07
    test(`${language}: the frame of Signicat with every screen in it`, async ({ page }) => {
      await toFrame(page, 'phone');
      await providerFrame(page, 'phone');
      await look(page, language);
      // On a wide screen too the box begins where the text begins.
      const left = (at: string) => page.locator(at).evaluate((drawn) => drawn.getBoundingClientRect().left);
      await page.setViewportSize({ width: 1280, height: 900 });
      expect(await left('.frame__box')).toBe(await left('h1'));
      await provider(page).locator('#phone').fill('12');
      await provider(page).locator('form:has(#phone) button').click();
      await provider(page).locator('#problem').waitFor();
      await look(page, language);
      await provider(page).locator('#phone').fill('+44 7700 900000');
      await provider(page).locator('form:has(#phone) button').click();
      await provider(page).locator('#code').fill('000000');
      await provider(page).locator('form:has(#code) button').first().click();
      await provider(page).locator('#problem').waitFor();
      await look(page, language);
    });

    // OK-02
    test(`${language}: the page before OneKYC, and its frame with the screens in it`, async ({ page, simulator }) => {
      await simulator.next('onekyc', 'retry_once');
      await toIntro(page, 'identity');
      await look(page, language);
      await page.locator('button[name="presentation"][value="frame"]').click();
      await providerFrame(page, 'identity');
      await look(page, language);
      await provider(page).locator('button.quiet').first().click();
      await provider(page).locator('.problem').waitFor();
      await look(page, language);
    });

    // SEC-132
    test(`${language}: a frame that stays empty, and one that was taken over`, async ({ page, context, simulator, complaints }) => {
      complaints.expect(/status of 409/);
      await page.clock.install();
      await simulator.next('onekyc', 'handshake_never');
      const id = await toFrame(page, 'identity');
      await page.clock.runFor(10_000);
      await expect(page.locator('.frame__note')).toBeVisible();
      await look(page, language);

      const other = await context.newPage();
      await other.goto(`/o/${id}/steps/face/frame`);
      await other.locator('iframe.frame__screen').waitFor();
      // The older frame learns of it with the next thing that it says.
      const frame = await providerFrame(page, 'identity');
      await frame.evaluate(() => window.parent.postMessage({ type: 'GET_ORIGIN_FROM_ONEKYC' }, '*'));
      await expect(page.locator('.frame button')).toBeVisible();
      await look(page, language);
    });

    test(`${language}: a frame whose provider cannot be reached`, async ({ page, simulator, complaints }) => {
      complaints.expect(/status of 503/);
      await toIntro(page, 'phone');
      await simulator.fault('signicat', { fault: 'http_503' });
      await page.locator('button[name="presentation"][value="frame"]').click();
      await expect(page.locator('.frame__note')).toBeVisible();
      await look(page, language);
      await simulator.clearFaults('signicat');
    });
  });
}
