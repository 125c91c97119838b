import { expect, headings, Payment, test } from '../../fixtures/bankid';
import { done, ended, refused } from './outcomes';

// An unknown return is answered 404, which the browser logs.
test.use({ allowedError: /status of 404 .*\/fn\/claim_return/ });

for (const [scenario, heading] of Object.entries(ended)) {
  // BI-16, BI-17, BI-19 to BI-22, BI-24, BI-25
  test(`${scenario} leads to “${heading}”`, async ({ page, simulator }) => {
    await simulator.next('bankid', scenario);
    const payment = await Payment.begin(page);
    await payment.opens();
    await payment.approves();
    await payment.ends(heading);
  });
}

for (const scenario of done) {
  // BI-13, BI-14
  test(`${scenario} is approved all the same`, async ({ page, simulator }) => {
    await simulator.next('bankid', scenario);
    const payment = await Payment.begin(page);
    await payment.opens();
    await payment.approves();
    await payment.isDone();
  });
}

for (const [scenario, heading] of Object.entries(refused)) {
  test(`${scenario} leads to “${heading}” before a frame opens`, async ({ page, simulator }) => {
    // A refused token is asked for once more.
    await simulator.next('bankid', scenario);
    await simulator.next('bankid', scenario);
    const payment = await Payment.begin(page);
    await page.goto(payment.path());
    await page.getByRole('button', { name: 'Continue on this page' }).click();
    await payment.ends(heading);
  });
}

// BI-08
test('a binding message full of markup is shown as text', async ({ page, simulator }) => {
  await simulator.next('bankid', 'binding_message_markup');
  const payment = await Payment.begin(page);
  await payment.opens();
  await expect(page.locator('.binding__words')).toHaveText('<b>Farlig</b> & "frakk"<script>alert(1)</script>');
});

// BI-14: whatever the frame says, nothing is decided by it.
test('a frame that claims the grant changes nothing', async ({ page, simulator }) => {
  await simulator.next('bankid', 'analytics_forged_granted');
  const payment = await Payment.begin(page);
  await payment.opens();
  await expect(payment.screen.getByRole('heading', { name: 'Going back' })).toBeVisible();
  await page.getByRole('link', { name: 'Continue' }).click();
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('You are done');
  const answer = await page.request.get(payment.result, { maxRedirects: 0 });
  expect(answer.status()).toBe(303);
});

// BI-16
for (const scenario of ['wrong_state', 'missing_state', 'empty_state', 'repeated_state', 'repeated_state_wrong_first']) {
  test(`${scenario}: the return is refused and the step goes on`, async ({ page, simulator }) => {
    await simulator.next('bankid', scenario);
    const payment = await Payment.begin(page);
    await payment.opens();
    await payment.approves();
    // Our server knows of no such return: the step is still open, and a new frame finishes it.
    await expect(payment.frame).toHaveCount(0);
    await page.getByRole('button', { name: 'Load this page again' }).click();
    await payment.approves();
    await payment.isDone();
  });
}

// BI-23
test('a grant that never comes ends with the deadline', async ({ page, simulator }) => {
  await simulator.next('bankid', 'grant_never');
  const payment = await Payment.begin(page);
  await payment.opens();
  await payment.approves();
  await page.waitForURL(payment.path('/wait'));
  await simulator.advance(3_600_000);
  await payment.ends(headings.expired);
});
