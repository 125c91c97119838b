import type { APIRequestContext } from '@playwright/test';
import {
  agree,
  appUrl,
  expect,
  frameIsThere,
  onekycWebUrl,
  prove,
  provider,
  providerFrame,
  stepOf,
  test,
  toFrame,
  type Journey,
} from '../../fixtures/security';

const UNKNOWN = '00000000-0000-7000-8000-000000000000';
const journeys = ['phone', 'identity'] as const satisfies Journey[];

/** Every page of an onboarding. */
const pagesOf = (id: string, step: string) =>
  ['', '/result', ...['terms', step].map((name) => `/steps/${name}`), ...['frame', 'leave', 'wait', 'ended'].map((page) => `/steps/${step}/${page}`)].map(
    (path) => `/o/${id}${path}`,
  );

/** An answer without what is different in every answer: the support code, the nonce, the time. */
async function answer(request: APIRequestContext, path: string, method: 'GET' | 'POST' = 'GET') {
  const fetched = await request.fetch(path, {
    method,
    maxRedirects: 0,
    headers: { Accept: 'text/html', 'Sec-Fetch-Site': 'same-origin' },
    ...(method === 'POST' ? { form: { agree: 'yes' } } : {}),
  });
  const headers = fetched.headers();
  const nonce = /'nonce-([^']+)'/.exec(headers['content-security-policy'] ?? '')?.[1] ?? 'no nonce';
  const text = (await fetched.text())
    .replaceAll(/<code>[^<]*<\/code>/g, '<code></code>')
    .replaceAll(nonce, 'nonce')
    .replaceAll(/(?<=hreflang|href="[^"]*)[0-9a-f-]{36}/g, 'id');
  for (const name of ['date', 'x-request-id', 'set-cookie']) delete headers[name];
  const policy = headers['content-security-policy']?.replaceAll(nonce, 'nonce');
  return { status: fetched.status(), headers: { ...headers, 'content-security-policy': policy }, text };
}

test('SEC-148 SEC-183 to another browser an onboarding that exists is the same 404 as one that does not', async ({ page, browser }) => {
  const id = await toFrame(page, 'phone');
  const other = await browser.newContext({ baseURL: appUrl });
  const without = [other.request];
  // Once without any session, and once as somebody who has an onboarding of their own.
  const neighbour = await browser.newContext({ baseURL: appUrl });
  await toFrame(await neighbour.newPage(), 'phone');
  for (const request of [...without, neighbour.request]) {
    for (const path of pagesOf(id, 'confirm')) {
      const foreign = await answer(request, path);
      const unknown = await answer(request, path.replace(id, UNKNOWN));
      expect(foreign.status, path).toBe(404);
      expect(foreign, path).toEqual(unknown);
    }
    for (const path of [`/o/${id}/steps/terms`, `/o/${id}/steps/confirm`, `/o/${id}/steps/confirm/leave`, `/o/${id}/steps/confirm/wait`]) {
      const foreign = await answer(request, path, 'POST');
      expect(foreign.status, path).toBe(404);
      expect(foreign, path).toEqual(await answer(request, path.replace(id, UNKNOWN), 'POST'));
    }
    for (const name of ['status', 'launch']) {
      const ask = (onboarding: string) =>
        request.post(`/fn/${name}`, { data: { at: { onboarding, step: 'confirm' } }, headers: { 'Sec-Fetch-Site': 'same-origin' } });
      const [foreign, unknown] = [await ask(id), await ask(UNKNOWN)];
      expect([foreign.status(), await foreign.text()], name).toEqual([unknown.status(), await unknown.text()]);
      expect(foreign.ok(), name).toBe(false);
    }
  }
  await Promise.all([other.close(), neighbour.close()]);
});

test('SEC-140 SEC-146 without its cookie a browser finds nothing, neither by address nor by Back', async ({ page, context, complaints }) => {
  const id = await toFrame(page, 'phone');
  await providerFrame(page, 'phone');
  await page.goto(`/o/${id}`);
  await context.clearCookies();
  complaints.expect(/status of 404/);
  await page.goBack();
  await expect(page.locator('h1')).toHaveText('Page not found');
  for (const path of pagesOf(id, 'confirm')) {
    const response = await page.goto(path);
    expect(response?.status(), path).toBe(404);
    const text = await page.locator('body').innerText();
    for (const leak of ['Example Bank', 'phone number', '7700', 'Signicat', id]) expect(text, path).not.toContain(leak);
  }
  expect(await context.cookies()).toEqual([]);
});

test('SEC-140 a frame whose browser session is gone says so when it asks, and stops', async ({ page, context, complaints }) => {
  await page.clock.install();
  await toFrame(page, 'identity');
  await providerFrame(page, 'identity');
  await context.clearCookies();
  complaints.expect(/status of 404/);
  await page.clock.runFor(20_000);
  await expect(page.locator('.frame__note')).toHaveText('This page is no longer valid. Load it again to see where you are.');
  await expect(page.locator('iframe')).toHaveCount(0);
  await page.locator('.frame button').click();
  await expect(page.locator('h1')).toHaveText('Page not found');
});

test('SEC-137 SEC-139 the one cookie cannot be read by scripts, is Lax, and a planted one is not taken over', async ({ page, context }) => {
  const planted = 'AAAAAAAAAAAAAAAAAAAAAA';
  await context.addCookies([{ name: 'vestibule', value: planted, url: appUrl }]);
  await page.goto('/start/phone');
  await page.locator('main form button').click();
  await page.waitForURL('**/o/*');
  const cookies = await context.cookies(appUrl);
  expect(cookies).toHaveLength(1);
  expect(cookies[0]).toMatchObject({ name: 'vestibule', httpOnly: true, sameSite: 'Lax', path: '/', domain: 'localhost' });
  expect(cookies[0]?.value).not.toBe(planted);
  expect(await page.evaluate(() => document.cookie)).toBe('');
  expect(await page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0]);
});

for (const journey of journeys) {
  test(`SEC-78 SEC-123 ${journey}: the provider's address, session and tokens are not in our HTML, nor in any address of ours`, async ({
    page,
    simulator,
  }) => {
    const addresses = new Set<string>();
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) addresses.add(frame.url());
    });
    const id = await toFrame(page, journey);
    await providerFrame(page, journey);
    const secrets =
      journey === 'phone'
        ? await simulator.signicat().then(({ id, authentication_url, return_url }) => [
            id,
            authentication_url,
            return_url.split('/').at(-1) ?? '',
          ])
        : await simulator.onekyc().then(({ partner_session_id, user_token }) => [partner_session_id, user_token]);
    expect(secrets.every((secret) => secret.length > 10)).toBe(true);
    const html = await (await page.request.get(`/o/${id}/steps/${stepOf(journey)}/frame`)).text();
    expect(html).toContain('leptos-island');
    for (const secret of secrets) {
      expect(html).not.toContain(secret);
      for (const address of addresses) expect(address).not.toContain(secret);
    }
    // After the end nothing of it is left in the page either.
    if (journey === 'phone') {
      await prove(simulator, provider(page));
      await page.waitForURL('**/result');
      const content = await page.content();
      const nonce = (await simulator.signicat()).session_nonce ?? '';
      expect(nonce.length).toBeGreaterThan(10);
      for (const secret of [...secrets, nonce]) expect(content).not.toContain(secret);
    }
  });
}

test('SEC-131 SEC-135 OK-03 the camera is delegated to the exact origin of OneKYC, and nowhere else', async ({ page, context, complaints }) => {
  complaints.expect(/Permissions policy violation: microphone/);
  await context.grantPermissions(['camera', 'microphone'], { origin: new URL(onekycWebUrl).origin });
  const origin = new URL(onekycWebUrl).origin;
  const allowed = (feature: string) =>
    page.evaluate(
      (feature) => (document as unknown as { featurePolicy: { getAllowlistForFeature(name: string): string[] } }).featurePolicy.getAllowlistForFeature(feature),
      feature,
    );
  await toFrame(page, 'identity');
  const frame = await providerFrame(page, 'identity');
  await expect(page.locator('iframe')).toHaveAttribute('allow', `camera ${origin}`);
  expect((await allowed('camera')).sort()).toEqual([new URL(appUrl).origin, origin].sort());
  const media = (wanted: MediaStreamConstraints) =>
    frame.evaluate(
      (wanted) =>
        navigator.mediaDevices.getUserMedia(wanted).then(
          (stream) => {
            stream.getTracks().forEach((track) => track.stop());
            return 'given';
          },
          (error: Error) => error.name,
        ),
      wanted,
    );
  expect(await media({ video: true })).toBe('given');
  expect(await media({ audio: true })).toBe('NotAllowedError');

  const id = await toFrame(page, 'phone');
  expect(await allowed('camera')).toEqual([]);
  await expect(page.locator('iframe')).not.toHaveAttribute('allow');
  for (const path of ['/', `/o/${id}`, `/o/${id}/steps/confirm`]) {
    await page.goto(path);
    expect(await allowed('camera'), path).toEqual([]);
    expect(await allowed('microphone'), path).toEqual([]);
  }
});

test('SEC-133 SG-05 OK-02 a provider that tries to leave with the whole window stays in its box', async ({ page, simulator, complaints }) => {
  complaints.expect(/Unsafe attempt to initiate navigation|sandboxed|SecurityError/);
  for (const journey of journeys) {
    await simulator.next(journey === 'phone' ? 'signicat' : 'onekyc', 'navigates_top');
    await toFrame(page, journey);
    await providerFrame(page, journey);
    await expect.poll(() => complaints.heard.length).toBeGreaterThan(journey === 'phone' ? 0 : 1);
    expect(new URL(page.url()).origin).toBe(new URL(appUrl).origin);
    await expect(page.locator('iframe.frame__screen')).toBeVisible();
  }
});

test('SEC-181 SEC-182 a whole journey, read page by page, asks nobody else and complains about nothing', async ({ page, simulator, thirdParties }) => {
  // The fixtures judge: only our origin and the declared ones, and not one console error.
  expect(thirdParties.size).toBe(4);
  const id = await toFrame(page, 'phone');
  await providerFrame(page, 'phone');
  for (const path of ['/', '/start/phone', '/start/identity', `/o/${id}`, `/o/${id}/steps/number`, `/o/${id}/steps/confirm`]) await page.goto(path);
  await page.goto(`/o/${id}/steps/confirm/frame`);
  await frameIsThere(page);
  await prove(simulator, provider(page));
  await page.waitForURL('**/result');
  await page.reload();
  await page.goto('/start/identity');
  await page.locator('main form button').click();
  await page.waitForURL('**/o/*');
  await page.locator('main .actions a').click();
  await agree(page);
});
