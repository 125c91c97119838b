import { expect, headings, simulator, test } from '../../fixtures/onekyc';

const EXPLAINS = /needs JavaScript, which is switched off in this browser/;

// OK-10
test('without JavaScript the page before the screen explains, and offers another device or help', async ({ journey, page }) => {
  await page.goto(journey.at('intro'));
  const text = page.locator('noscript, .inset').filter({ hasText: EXPLAINS }).first();
  await expect(text).toBeVisible();
  await expect(text).toContainText('on another device');
  await expect(text).toContainText('help@bank.example');
});

// OK-10
test('without JavaScript the frame’s page explains the same', async ({ journey, page }) => {
  await journey.openFrame();
  const text = page.locator('.inset').filter({ hasText: EXPLAINS });
  await expect(text).toBeVisible();
  await expect(text).toContainText('on another device');
  await expect(text).toContainText('help@bank.example');
  await expect(page.locator('iframe')).toHaveCount(0);
});

// OK-09: what another device finished is seen, by a page that loads itself again.
test('without JavaScript the waiting page goes on by itself', async ({ journey, page }) => {
  await page.goto(journey.at('intro'));
  await page.getByRole('button', { name: 'Continue on a page of its own' }).click();
  await expect(page.getByRole('link', { name: 'Go to OneKYC' })).toBeVisible();
  await simulator.details('in progress');
  await page.goto(journey.at('wait'));
  await journey.reaches('wait', headings.waiting);
  // Not by `getByText`, which passes over this element.
  await expect(page.locator('main noscript p')).toHaveText('This page loads again by itself every 5 seconds.');
  const { partner_session_id: id } = await journey.session();
  await simulator.mend();
  await simulator.finish(id, 'VALID');
  await journey.reaches('result', headings.done);
});
