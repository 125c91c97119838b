import type { Page } from '@playwright/test';
import { browserOf, languages, look } from '../../fixtures/a11y';
import { test } from '../../fixtures/attacker';
import { appUrl, expect, PHONE, prove, toIntro } from '../../fixtures/security';

const app = new URL(appUrl).origin;

/** Posts a form of our own page's origin that no page of ours has. */
async function post(page: Page, path: string, fields: Record<string, string>, encoding = 'application/x-www-form-urlencoded') {
  await page.evaluate(
    ({ path, fields, encoding }) => {
      const form = document.createElement('form');
      Object.assign(form, { method: 'post', action: path, enctype: encoding });
      for (const [name, value] of Object.entries(fields)) {
        const input = document.createElement('input');
        Object.assign(input, { name, value });
        form.append(input);
      }
      document.body.append(form);
      form.submit();
    },
    { path, fields, encoding },
  );
  await page.waitForEvent('load');
}

test.beforeEach(({ page }, { project }) => {
  test.skip(project.name !== 'chromium', 'cookies of third parties change nothing about how our pages look');
  test.slow();
  return page.emulateMedia({ reducedMotion: 'reduce' });
});

for (const language of languages) {
  test.describe(language, () => {
    test.use(browserOf(language));

    // SG-14
    test(`${language}: our own questions, from the demo page to the task list, and every mistake in them`, async ({ page, complaints }) => {
      for (const path of ['/', '/start/phone', '/start/identity', '/start/both']) {
        await page.goto(path);
        await look(page, language);
      }
      await page.goto('/start/phone');
      await page.locator('main form button').click();
      await page.waitForURL('**/o/*');
      const tasks = new URL(page.url()).pathname;
      await look(page, language);

      // A mistake is answered by 422 and the page once more; the summary has the focus.
      complaints.expect(/status of 422/);
      const submit = page.locator('main form button');
      await page.goto(`${tasks}/steps/terms`);
      await look(page, language);
      await submit.click();
      await expect(page.locator('.summary')).toBeFocused();
      await look(page, language);
      await page.locator('input[name="agree"]').check();
      await submit.click();
      await page.waitForURL(`**${tasks}`);
      await page.goto(`${tasks}/steps/number`);
      await look(page, language);
      for (const wrong of ['', '0812 3456 7890']) {
        await page.locator('input[type="tel"]').fill(wrong);
        await submit.click();
        await expect(page.locator('.summary')).toBeFocused();
        await look(page, language);
      }
      await page.locator('input[type="tel"]').fill(PHONE);
      await submit.click();
      await page.waitForURL(`**${tasks}`);
      await look(page, language);
    });

    test(`${language}: every page that says what is wrong with a request`, async ({ page, complaints, attacker, simulator }) => {
      complaints.expect(/status of (400|403|404|405|409|413|415|422|503)/);
      const id = await toIntro(page, 'phone');
      const step = `/o/${id}/steps/confirm`;
      const problems: [string, () => Promise<unknown>][] = [
        ['404 nothing here', () => page.goto('/nothing-here')],
        ['404 no such onboarding', () => page.goto('/o/unknown')],
        ['400 a way that does not exist', () => post(page, step, { presentation: 'hologram' })],
        ['405 a page that takes no form', () => post(page, `/o/${id}/result`, {})],
        ['409 answered already', () => post(page, `/o/${id}/steps/terms`, { agree: 'yes' })],
        ['413 too large', () => post(page, `/o/${id}/steps/number`, { phone: '1'.repeat(70_000) })],
        ['415 no form', () => post(page, `/o/${id}/steps/number`, { phone: PHONE }, 'text/plain')],
        [
          '503 the provider is down',
          async () => {
            await simulator.fault('signicat', { fault: 'http_503' });
            await post(page, step, { presentation: 'page' });
            await simulator.clearFaults('signicat');
          },
        ],
        [
          '403 another site',
          async () => {
            attacker.shows(`<form method="post" action="${app}${step}"><button>Go</button></form>`);
            await page.goto(attacker.crossSite);
            await page.getByRole('button').click();
            await page.waitForURL(`${app}/**`);
          },
        ],
      ];
      const headings = new Set<string>();
      for (const [name, provoke] of problems) {
        await test.step(name, async () => {
          await page.goto(`/o/${id}`);
          await provoke();
          headings.add((await page.locator('h1').textContent()) ?? '');
          await look(page, language, name.startsWith('409') ? 'all' : 'one');
        });
      }
      // Both kinds of 404 are one page; all others have a text of their own.
      expect(headings.size).toBe(problems.length - 1);
    });

    test(`${language}: the page of its own, the end, and the return that was used already`, async ({ page, simulator, complaints }) => {
      complaints.expect(/status of 409/);
      await toIntro(page, 'phone');
      await look(page, language);
      await page.locator('button[name="presentation"][value="page"]').click();
      await page.waitForURL('**/leave');
      await look(page, language);
      await page.locator('a.button[rel~="external"]').click();
      const back = page.waitForRequest((request) => request.url().startsWith(`${app}/return/`));
      await prove(simulator, page);
      await page.waitForURL('**/result');
      await look(page, language);
      await page.goto((await back).url());
      await expect(page.locator('main .actions a')).toBeVisible();
      await look(page, language);
    });

    test(`${language}: waiting, and a task in progress`, async ({ page, simulator }) => {
      const id = await toIntro(page, 'phone');
      await simulator.next('signicat', 'status_never');
      await page.locator('button[name="presentation"][value="page"]').click();
      await page.locator('a.button[rel~="external"]').click();
      await prove(simulator, page);
      await page.waitForURL('**/wait');
      await page.locator('.live[data-hydrated]').waitFor();
      await look(page, language);
      await page.goto(`/o/${id}`);
      await look(page, language);
    });
  });
}
