import { banks, expect, headings, Payment, test } from '../../fixtures/bankid';

for (const bank of banks) {
  test.describe(bank.name, () => {
    // BI-01, BI-02, BI-03, BI-05, BI-07, BI-08, BI-09, BI-10, BI-11, BI-15, BI-18, BI-19, BI-20, BI-21, BI-24, BI-27
    test('a payment is approved in the frame, and the words are the same above it', async ({ page }) => {
      const payment = await Payment.begin(page, bank);
      await payment.opens();
      const box = (at: string) => page.locator(at).evaluate((drawn) => drawn.getBoundingClientRect().toJSON() as DOMRect);
      await payment.comparesWords();
      expect((await box('.binding')).bottom).toBeLessThan((await box('.frame__box')).top);
      await payment.presses('Approve');
      await payment.isDone();
      await page.reload();
      await payment.isDone();
    });

    // BI-12: the embedding page's origin arrives as the referrer, from this page only.
    test('the frame learns our origin and no path of ours', async ({ page }) => {
      const payment = await Payment.begin(page, bank);
      await payment.opens();
      await payment.comparesWords();
      const referrer = await payment.screen.locator('html').evaluate((html) => html.ownerDocument.referrer);
      expect(referrer).toBe(`${new URL(page.url()).origin}/`);
      await expect(payment.frame).toHaveAttribute('referrerpolicy', 'origin');
      const intro = await page.request.get(payment.path('/ended'), { maxRedirects: 0 });
      expect(intro.headers()['referrer-policy']).not.toBe('origin');
    });

    // BI-17
    test('a refusal in the app is a cancelled step, and the next try works', async ({ page }) => {
      const payment = await Payment.begin(page, bank);
      await payment.opens();
      await payment.comparesWords();
      await payment.presses('Cancel');
      await payment.ends(headings.cancelled);
      await page.getByRole('button', { name: /^Try again/ }).first().click();
      await payment.approves();
      await payment.isDone();
    });

    // BI-11: each page load has an authorize_uri of its own, made when the frame is about to open.
    test('a reload opens a new frame of its own', async ({ page }) => {
      const payment = await Payment.begin(page, bank);
      await payment.opens();
      const before = await payment.frame.getAttribute('src');
      await page.reload();
      await expect(payment.frame).not.toHaveAttribute('src', before ?? '');
      await payment.approves();
      await payment.isDone();
    });

    test.describe('with two tabs', () => {
      // What the superseded tab asks is refused.
      test.use({ allowedError: /status of 409 .*\/fn\// });

      // BI-16
      test('a second tab takes over, and the first one is told', async ({ page, context }) => {
        const payment = await Payment.begin(page, bank);
        await payment.opens();
        await payment.comparesWords();
        const other = payment.in(await context.newPage());
        await other.page.goto(other.path('/frame'));
        await other.comparesWords();
        await payment.pressesIfThere('Approve');
        await expect(page.getByText('You continued in another tab')).toBeVisible();
        await other.presses('Approve');
        await other.isDone();
      });
    });
  });
}
