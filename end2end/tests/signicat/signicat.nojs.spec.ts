import { expect, test } from '../../fixtures/test';

const NUMBER = '+44 7700 900123';

test('SG-13 without JavaScript a person goes from the demo page to the result', async ({ applicant, page }) => {
  await page.goto('/');
  await page.locator('.card a[href="/start/phone"]').click();
  await page.getByRole('button', { name: 'Start now' }).click();
  await page.waitForURL('**/o/*');
  applicant.id = new URL(page.url()).pathname.split('/')[2] ?? '';
  await page.getByRole('link', { name: 'Continue' }).click();
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Agree and continue' }).click();
  await page.getByRole('link', { name: 'Continue' }).click();
  await page.getByLabel('What is your phone number?').fill(NUMBER);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('link', { name: 'Continue' }).click();
  await expect(page.locator('noscript p')).toContainText('Choose “Continue on a page of its own”: it works without.');
  await page.getByRole('button', { name: 'Continue on a page of its own' }).click();
  await page.getByRole('link', { name: 'Go to Signicat' }).click();
  await applicant.prove(page);
  // The return page cannot send its form by itself.
  await expect(page.locator('h1')).toHaveText('One moment');
  await page.getByRole('button', { name: 'Continue' }).click();
  await applicant.isDone();
});

test('SG-13 without JavaScript the frame page points to the way that works', async ({ applicant, page }) => {
  await applicant.begin();
  await page.goto(applicant.at());
  await applicant.choose('frame');
  await expect(page.locator('.inset')).toContainText('The box needs JavaScript, which is switched off in this browser.');
  await expect(applicant.frame).toHaveCount(0);
  await page.getByRole('button', { name: 'Continue on a page of its own' }).click();
  await page.getByRole('link', { name: 'Go to Signicat' }).click();
  await applicant.prove(page);
  await page.getByRole('button', { name: 'Continue' }).click();
  await applicant.isDone();
});

test('SG-10 without JavaScript the waiting page loads again by itself until the result is there', async ({
  applicant,
  page,
  simulator,
}) => {
  await simulator.next('signicat', 'status_late');
  await applicant.begin();
  await page.goto(applicant.at());
  await applicant.choose('page');
  await page.getByRole('link', { name: 'Go to Signicat' }).click();
  await applicant.prove(page);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.locator('h1')).toHaveText('We are waiting for Signicat');
  await expect(page.locator('main noscript p')).toHaveText('This page loads again by itself every 5 seconds.');
  await expect(page.locator('.with-scripts')).toBeHidden();
  // Time passes at the provider; nobody touches the page.
  await expect
    .poll(
      async () => {
        await simulator.advance(10_000);
        return new URL(page.url()).pathname;
      },
      { intervals: [1_000], timeout: 20_000 },
    )
    .toBe(applicant.result);
  await applicant.isDone();
});

test('SG-16 SG-17 without JavaScript ends have their pages, and the step can be tried again', async ({ applicant, page, simulator }) => {
  await applicant.begin();
  await page.goto(applicant.at());
  await applicant.choose('page');
  await page.getByRole('link', { name: 'Go to Signicat' }).click();
  await page.locator('#phone').fill('+44 7700 900124');
  await applicant.prove(page);
  await page.getByRole('button', { name: 'Continue' }).click();
  await applicant.reaches(applicant.at('ended'), 'A different phone number was confirmed');

  await page.getByRole('button', { name: 'Try again on a page of its own' }).click();
  await page.waitForURL(applicant.at('leave'));
  await simulator.advance(1_201_000);
  // The link has run out at once; soon our server knows that the session has, too.
  await page.reload();
  await expect(page.locator('main')).toContainText(/has run out|ran out/);
  await expect
    .poll(async () => {
      await page.reload();
      return new URL(page.url()).pathname;
    })
    .toBe(applicant.at('ended'));
  await applicant.reaches(applicant.at('ended'), 'The time ran out');
  await page.getByRole('button', { name: 'Try again on a page of its own' }).click();
  await page.getByRole('link', { name: 'Go to Signicat' }).click();
  await applicant.sendNumber(page);
  await applicant.sendCode(page, 2);
  await page.getByRole('button', { name: 'Continue' }).click();
  await applicant.isDone();
});
