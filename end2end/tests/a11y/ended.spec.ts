import type { Page } from '@playwright/test';
import { browserOf, languages, look } from '../../fixtures/a11y';
import { expect, PHONE, prove, provider, providerFrame, test, toFrame, toIntro, type Simulator } from '../../fixtures/security';

test.beforeEach(({ page }, { project }) => {
  test.skip(project.name !== 'chromium', 'cookies of third parties change nothing about how our pages look');
  test.slow();
  return page.emulateMedia({ reducedMotion: 'reduce' });
});

const atSignicat = (digits: string) => async (page: Page, simulator: Simulator) => {
  await toFrame(page, 'phone', `${PHONE.slice(0, -4)}${digits}`);
  await providerFrame(page, 'phone');
  if (['0006', '0009'].includes(digits)) await prove(simulator, provider(page));
  else await provider(page).locator('form:has(#phone) button').click();
};

const atOneKyc = (scenario: string) => async (page: Page, simulator: Simulator) => {
  await simulator.next('onekyc', scenario);
  await toIntro(page, 'identity');
  await page.locator('button[name="presentation"][value="frame"]').click();
  if (scenario === 'not_live') await provider(page).locator('button.quiet').first().click();
};

const tooManyStarts = async (page: Page) => {
  await toFrame(page, 'identity');
  for (let starts = 1; starts < 10; starts += 1) {
    await page.reload();
    await page.locator('iframe.frame__screen').waitFor();
  }
  await page.reload();
};

// `interrupted` needs a crash of our own process, `unavailable` is never an ending of these two: tests of the server
// have both.
const reasons: Record<string, (page: Page, simulator: Simulator) => Promise<void>> = {
  cancelled: atSignicat('0001'),
  provider_error: atSignicat('0002'),
  session_expired: atSignicat('0007'),
  contact_mismatch: atSignicat('0006'),
  not_ours: atSignicat('0009'),
  left: atOneKyc('pending'),
  camera_denied: atOneKyc('permission_error'),
  attempts_exhausted: atOneKyc('attempts_exhausted'),
  not_accepted: atOneKyc('not_live'),
  misconfigured: atOneKyc('initiate_forbidden'),
  too_many_starts: tooManyStarts,
};

for (const language of languages) {
  test.describe(language, () => {
    test.use(browserOf(language));

    // OK-11, OK-12, OK-13, SEC-101
    test(`${language}: the page of every reason for which a check stops or ends`, async ({ page, simulator, complaints }) => {
      test.setTimeout(240_000);
      complaints.expect(/status of 5\d\d/);
      const headings = new Set<string>();
      for (const [reason, provoke] of Object.entries(reasons)) {
        await test.step(reason, async () => {
          await simulator.reset();
          await provoke(page, simulator);
          await expect(page).toHaveURL(/\/ended$/);
          headings.add((await page.locator('h1').textContent()) ?? '');
          // All in one layout; only this one has a list more.
          await look(page, language, reason === 'camera_denied' ? 'all' : 'one');
        });
      }
      expect(headings.size).toBe(Object.keys(reasons).length);
    });

    test(`${language}: a task with a problem, and the end when no try is left`, async ({ page }) => {
      const id = await toIntro(page, 'phone', `${PHONE.slice(0, -4)}0002`);
      for (let tries = 3; tries > 0; tries -= 1) {
        await page.locator('button[name="presentation"][value="frame"]').click();
        await provider(page).locator('form:has(#phone) button').click();
        await expect(page).toHaveURL(/\/(ended|result)$/);
        if (tries === 3) {
          await page.goto(`/o/${id}`);
          await look(page, language);
          await page.goto(`/o/${id}/steps/confirm/ended`);
        }
      }
      await page.goto(`/o/${id}`);
      await expect(page).toHaveURL(/\/result$/);
      await look(page, language);
    });
  });
}
