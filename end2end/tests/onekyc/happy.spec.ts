import { expect, headings, Journey, provider, test } from '../../fixtures/onekyc';

// OK-01, OK-09
test('the camera in the frame leads to the result', async ({ page }) => {
  const journey = await Journey.walk(page);
  await journey.chooseFrame();
  await journey.screen.getByRole('button', { name: 'Use the camera' }).click();
  const video = journey.screen.locator('video');
  await expect.poll(() => video.evaluate((video: HTMLVideoElement) => video.videoWidth)).toBeGreaterThan(0);
  await journey.screen.getByRole('button', { name: 'Take the photo' }).click();
  await journey.reachesForGood('result', headings.done);
  const [session, ...others] = await journey.sessions();
  expect(others).toEqual([]);
  expect(session?.verdict).toMatchObject({ status: 'COMPLETED', result: 'VALID' });
});

// OK-09
test('a sample photo in the frame leads to the result', async ({ journey, page }) => {
  await journey.openFrame();
  await journey.proveWithSample();
  await journey.reachesForGood('result', headings.done);
  await expect(page.getByRole('listitem').filter({ hasText: 'Show your face to the camera' })).toBeVisible();
});

// OK-01: nothing that our server keeps for itself is in what the browser loads.
test('neither the partner token nor the pass key reaches the browser', async ({ journey, page }) => {
  const seen: string[] = [];
  page.on('response', async (response) => {
    seen.push(await response.text().catch(() => ''));
  });
  const asked: string[] = [];
  page.on('request', (request) => asked.push(`${request.url()} ${JSON.stringify(request.headers())}`));
  await journey.openFrame();
  await journey.proveWithSample();
  await journey.reaches('result', headings.done);
  const { user_token: userToken } = await journey.session();
  const all = [...seen, ...asked].join('\n');
  // What is looked for in vain would be found if it were there.
  expect(all).toContain(userToken);
  expect(all).not.toContain('sim-onekyc-passkey');
  const partnerTokens = asked
    .flatMap((line) => [...line.matchAll(/"x-onekyc-token":"([^"]+)"/g)])
    .map((match) => match[1])
    .filter((token) => token !== userToken);
  expect(partnerTokens).toEqual([]);
});

// OK-09
test('a page of its own leads to the result', async ({ journey, page }) => {
  await page.goto(journey.at('intro'));
  await page.getByRole('button', { name: 'Continue on a page of its own' }).click();
  await journey.reaches('leave', 'Continue at OneKYC');
  await page.getByRole('link', { name: 'Go to OneKYC' }).click();
  await page.waitForURL((url) => url.origin === provider);
  await page.getByRole('button', { name: 'Use a sample photo' }).click();
  await journey.reachesForGood('result', headings.done);
});

// OK-15
test('closing the screen on a page of its own comes back to a page that offers to try again', async ({ journey, page }) => {
  await page.goto(journey.at('intro'));
  await page.getByRole('button', { name: 'Continue on a page of its own' }).click();
  await page.getByRole('link', { name: 'Go to OneKYC' }).click();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await journey.reachesForGood('ended', headings.left);
  await page.getByRole('button', { name: 'Try again on a page of its own' }).click();
  await page.getByRole('link', { name: 'Go to OneKYC' }).click();
  await page.getByRole('button', { name: 'Use a sample photo' }).click();
  await journey.reaches('result', headings.done);
});
