import { appUrl, expect, prove, provider, providerFrame, test, toFrame, toIntro, type Simulator } from '../../fixtures/security';
import type { Page } from '@playwright/test';

const result = /\/o\/[^/]+\/result$/;

/** Goes through the page of its own up to the moment before the provider sends the browser back. */
async function atProvider(page: Page): Promise<void> {
  await page.locator('button[name="presentation"][value="page"]').click();
  await page.locator('a.button[rel~="external"]').click();
  await page.locator('#phone').waitFor();
}

/** Is sent back by the provider and kept from arriving. Answers the return's URL, which nobody has used. */
async function heldBack(page: Page, simulator: Simulator): Promise<string> {
  const returns = `${appUrl}/return/**`;
  await page.route(returns, (route) => route.fulfill({ contentType: 'text/html', body: '<h1>held back</h1>' }));
  await prove(simulator, page);
  await page.locator('h1', { hasText: 'held back' }).waitFor();
  await page.unroute(returns);
  return page.url();
}

test('SEC-52 SG-07 a return that was used already is answered by a page that leads on', async ({
  page,
  simulator,
  complaints,
}) => {
  await toIntro(page, 'phone');
  await atProvider(page);
  const url = await heldBack(page, simulator);
  await page.goto(url);
  await expect(page).toHaveURL(result);

  complaints.expect(/status of 409/);
  await page.goto(url);
  await expect(page.locator('h1')).toHaveText('This was handled already');
  await page.locator('main .actions a').click();
  await expect(page).toHaveURL(result);
});

test('SEC-113 SEC-198 a return that another browser opens is 404 there, and still counts in the browser it belongs to', async ({
  page,
  browser,
  simulator,
}) => {
  await toIntro(page, 'phone');
  await atProvider(page);
  // Our own server never sees this browser's own return.
  const url = await heldBack(page, simulator);

  const other = await browser.newContext();
  const stranger = await other.newPage();
  // The static page says nothing; its own form claims, and the claim is refused.
  const opened = await stranger.goto(url);
  expect(opened?.status()).toBe(200);
  await expect(stranger.locator('h1')).toHaveText('Page not found');
  expect(await other.cookies()).toEqual([]);
  await other.close();

  await page.goto(url);
  await expect(page).toHaveURL(result);
});

test('SEC-198 reading a return page changes nothing: without its form nothing is claimed', async ({
  page,
  request,
  simulator,
}) => {
  await toIntro(page, 'phone');
  await atProvider(page);
  const url = await heldBack(page, simulator);

  const known = await request.get(url);
  const unknown = await request.get(`${appUrl}/return/phone/no-such-handle`);
  expect([known.status(), unknown.status()]).toEqual([200, 200]);
  expect(await known.text()).toBe(await unknown.text());

  await page.goto(url);
  await expect(page).toHaveURL(result);
});

test('SEC-109 a return that names another provider session ends the check, and a right one no longer helps', async ({
  page,
  simulator,
  complaints,
}) => {
  await toIntro(page, 'phone');
  await atProvider(page);
  const url = await heldBack(page, simulator);

  const altered = new URL(url);
  altered.searchParams.set('sessionId', '00000000-0000-4000-8000-000000000000');
  await page.goto(altered.href);
  await expect(page).toHaveURL(/\/ended$/);
  await expect(page.locator('h1')).toHaveText('This answer belongs to another attempt');
  complaints.expect(/status of 409/);
  await page.goto(url);
  await expect(page.locator('h1')).toHaveText('This was handled already');
  await page.locator('main .actions a').click();
  await expect(page.locator('.task').last()).toContainText('There is a problem');
});

test('SEC-109 SG-09 a frame that goes to our return page by itself, with a nonce of its own, gains nothing', async ({
  page,
  simulator,
}) => {
  const id = await toFrame(page, 'phone');
  const frame = await providerFrame(page, 'phone');
  const { return_url } = await simulator.signicat();
  await frame.evaluate((url) => void (location.href = url), `${return_url}?sessionNonce=${'A'.repeat(43)}`);
  await expect(page).toHaveURL(/\/ended$/);
  await expect(page.locator('h1')).toHaveText('This answer belongs to another attempt');
  await page.goto(`/o/${id}`);
  await expect(page.locator('.task').last()).toContainText('There is a problem');
});

test('SEC-113 a claim from the frame that is sent once more leads to where the person is', async ({ page, simulator }) => {
  await toFrame(page, 'phone');
  const claim = page.waitForRequest((request) => request.url().endsWith('/fn/claim_return'));
  await prove(simulator, provider(page));
  const data = JSON.parse((await claim).postData() ?? '') as object;
  await page.waitForURL(result);
  const again = await page.request.post('/fn/claim_return', { data, headers: { 'Sec-Fetch-Site': 'same-origin' } });
  expect(await again.json()).toMatchObject({ go_to: new URL(page.url()).pathname });
});
