import type { Page } from '@playwright/test';
import {
  appUrl,
  asked,
  expect,
  frameIsThere,
  onekycUrl,
  onekycWebUrl,
  prove,
  provider,
  providerFrame,
  test,
  toFrame,
} from '../../fixtures/security';

const result = /\/o\/[^/]+\/result$/;

/** The step is open, in the frame and on the task list, and the frame comes back when the page is loaded again. */
async function stillOpen(page: Page, id: string, step: string): Promise<void> {
  await page.goto(`/o/${id}`);
  await expect(page.locator('.task').last()).toContainText('In progress');
  await page.goto(`/o/${id}/steps/${step}/frame`);
  await frameIsThere(page);
}

test('SEC-126 SG-08 a return message of another shape claims nothing, even from our own origin and window', async ({ page }) => {
  const functions = asked(page);
  const id = await toFrame(page, 'phone');
  await providerFrame(page, 'phone');
  functions.length = 0;
  const path = '/return/phone/abc';
  await page.evaluate(
    ({ origin, shapes }) => {
      const source = document.querySelector<HTMLIFrameElement>('iframe.frame__screen')?.contentWindow ?? null;
      const more = [new ArrayBuffer(8), new Map([['type', 'vestibule.return']]), new Date(0), undefined, Number.NaN];
      const circle: Record<string, unknown> = { type: 'vestibule.return' };
      circle.self = circle;
      for (const data of [...shapes, ...more, circle]) {
        window.dispatchEvent(new MessageEvent('message', { origin, data, source }));
      }
    },
    {
      origin: new URL(appUrl).origin,
      shapes: [
        null,
        0,
        true,
        '',
        'vestibule.return',
        JSON.stringify({ type: 'vestibule.return', path, search: '' }),
        [],
        ['vestibule.return', path, ''],
        {},
        { type: 'vestibule.return' },
        { type: 'vestibule.return', path },
        { type: 'vestibule.return', search: '' },
        { type: 'vestibule.return', path: 1, search: '' },
        { type: 'vestibule.return', path, search: null },
        { type: 'vestibule.return', path: [path], search: '' },
        { type: 'vestibule.return.', path, search: '' },
        { type: 'VESTIBULE.RETURN', path, search: '' },
        { type: ['vestibule.return'], path, search: '' },
        { data: { type: 'vestibule.return', path, search: '' } },
        { type: 'vestibule.return', path, search: 'x'.repeat(20_000) },
      ],
    },
  );
  await expect(page.locator('iframe.frame__screen')).toBeVisible();
  await stillOpen(page, id, 'confirm');
  expect(functions.filter((name) => !['launch', 'status'].includes(name))).toEqual([]);
});

test('SEC-109 SEC-113 a return that belongs to somebody else is refused, and counts neither here nor there', async ({
  page,
  browser,
  simulator,
  complaints,
}) => {
  // Somebody else has finished at the provider, and has not come back yet.
  const other = await browser.newContext();
  const stranger = await other.newPage();
  await stranger.route(`${appUrl}/return/**`, (route) => route.fulfill({ contentType: 'text/html', body: '<h1>held back</h1>' }));
  const strangers = await toFrame(stranger, 'phone');
  const theirs = await simulator.signicat();
  const back = stranger.waitForRequest((request) => request.url().startsWith(`${appUrl}/return/`));
  await prove(simulator, provider(stranger));
  const url = (await back).url();
  await provider(stranger).locator('h1', { hasText: 'held back' }).waitFor();

  const id = await toFrame(page, 'phone');
  const frame = await providerFrame(page, 'phone');
  complaints.expect(/status of 404/);
  await frame.evaluate((url) => void (location.href = url), url);
  await expect(page.locator('.frame__note')).toHaveText('This page is no longer valid. Load it again to see where you are.');
  expect((await simulator.state()).signicat.sessions.find(({ id }) => id === theirs.id)?.status).toBe('SUCCESS');
  await stillOpen(page, id, 'confirm');

  await stranger.goto(`/o/${strangers}`);
  await expect(stranger.locator('.task').last()).toContainText('In progress');
  await other.close();
});

test('SEC-95 a COMPLETED that names another session is kept for the inspector and asks for nothing', async ({ page, simulator }) => {
  const id = await toFrame(page, 'identity');
  const frame = await providerFrame(page, 'identity');
  const answers = reported(page);
  await frame.evaluate(() => {
    for (const partner_session_id of ['00000000-0000-4000-8000-000000000000', '', '*']) {
      window.parent.postMessage({ type: 'ONEKYC_QR_CALLBACK', data: { status: 'COMPLETED', partner_session_id } }, '*');
    }
  });
  await expect.poll(() => answers.length).toBe(3);
  expect((await simulator.onekyc()).details_reads).toBe(0);
  await expect(page).toHaveURL(/\/frame$/);
  await stillOpen(page, id, 'face');
});

test('SEC-96 a COMPLETED before the handshake asks for nothing and leads nowhere', async ({ page, simulator }) => {
  await simulator.next('onekyc', 'message_before_handshake');
  const answers = reported(page);
  const id = await toFrame(page, 'identity');
  await expect.poll(() => answers.length).toBe(1);
  expect((await simulator.onekyc()).details_reads).toBe(0);
  await expect(page).toHaveURL(/\/frame$/);
  await stillOpen(page, id, 'face');
});

test('SEC-88 SEC-102 a COMPLETED of which the provider knows nothing leads to the waiting page, never to success', async ({
  page,
  simulator,
}) => {
  const id = await toFrame(page, 'identity');
  const frame = await providerFrame(page, 'identity');
  const { partner_session_id } = await simulator.onekyc();
  await frame.evaluate((partner_session_id) => {
    window.parent.postMessage({ type: 'ONEKYC_QR_CALLBACK', data: { status: 'COMPLETED', partner_session_id } }, '*');
  }, partner_session_id);
  await expect(page).toHaveURL(/\/wait$/);
  expect((await simulator.onekyc()).details_reads).toBeGreaterThan(0);
  await page.goto(`/o/${id}/result`);
  await expect(page).toHaveURL(/\/o\/[^/]+$/);
  await expect(page.locator('.task').last()).toContainText('In progress');
});

test('SEC-126 SEC-197 a callback of another shape is kept for the inspector and asks for nothing', async ({ page, simulator }) => {
  const id = await toFrame(page, 'identity');
  const frame = await providerFrame(page, 'identity');
  const { partner_session_id } = await simulator.onekyc();
  const answers = reported(page);
  const sent = await frame.evaluate((partner_session_id) => {
    const type = 'ONEKYC_QR_CALLBACK';
    const data = { status: 'COMPLETED', partner_session_id };
    const messages: unknown[] = [
      null,
      0,
      type,
      [],
      [{ type, data }],
      { type, ...data },
      { type },
      { type, data: null },
      { type, data: [data] },
      { type, data: JSON.stringify(data) },
      { type: 'ONEKYC_CALLBACK', data },
      { type: [type], data },
      { type, data: JSON.parse('{"__proto__":{"status":"COMPLETED"}}') as unknown },
      { type, data: { ...data, partner_session_id: [partner_session_id] } },
      { type, data: { status: 'COMPLETED' } },
      { type, data: { ...data, error_code: 1 } },
      { type, data: { ...data, deep: { a: { b: { c: { d: { e: { f: { g: {} } } } } } } } } },
    ];
    for (const message of messages) window.parent.postMessage(message, '*');
    // Refused by the island itself: too large, or nothing that JSON can say.
    window.parent.postMessage({ type, data, padding: 'x'.repeat(70_000) }, '*');
    window.parent.postMessage(new ArrayBuffer(8), '*');
    window.parent.postMessage(undefined, '*');
    return messages.length;
  }, partner_session_id);
  await expect.poll(() => answers.length).toBe(sent);
  expect((await simulator.onekyc()).details_reads).toBe(0);
  await expect(page).toHaveURL(/\/frame$/);
  await stillOpen(page, id, 'face');
});

test('SEC-94 OK-06 the reply to the handshake goes to the exact origin and to nobody else', async ({ page }) => {
  const warnings: string[] = [];
  page.on('console', (message) => warnings.push(message.text()));
  await toFrame(page, 'identity');
  await providerFrame(page, 'identity');
  const provider = new URL(onekycWebUrl).origin;
  // The same window, but by now with a document of ours in it: what is meant for the provider does not arrive.
  const heard = await page.evaluate(async (provider) => {
    const frame = document.querySelector<HTMLIFrameElement>('iframe.frame__screen');
    const window_ = frame?.contentWindow;
    if (!frame || !window_) return 'no frame';
    await new Promise((resolve) => {
      frame.addEventListener('load', resolve, { once: true });
      frame.src = 'about:blank';
    });
    return new Promise<unknown[]>((resolve) => {
      const heard: unknown[] = [];
      window_.addEventListener('message', ({ data }) => {
        heard.push(data);
        if (data === 'the last one') resolve(heard);
      });
      const data = { type: 'GET_ORIGIN_FROM_ONEKYC' };
      window.dispatchEvent(new MessageEvent('message', { origin: provider, data, source: window_ }));
      window_.postMessage('the last one', '*');
    });
  }, provider);
  expect(heard).toEqual(['the last one']);
  const undelivered = `The target origin provided ('${provider}') does not match the recipient window's origin`;
  expect(warnings.filter((text) => text.includes(undelivered))).toHaveLength(1);
});

test('SEC-92 SEC-182 a frame of any other origin cannot even be put into our page', async ({ page, complaints }) => {
  await toFrame(page, 'identity');
  await providerFrame(page, 'identity');
  complaints.expect(/violates the following Content Security Policy directive: "frame-src/);
  const blocked = await page.evaluate(
    (sources) =>
      new Promise<string[]>((resolve) => {
        const blocked: string[] = [];
        document.addEventListener('securitypolicyviolation', ({ blockedURI }) => {
          blocked.push(blockedURI);
          if (blocked.length === sources.length) resolve(blocked);
        });
        for (const src of sources) {
          const frame = document.createElement('iframe');
          frame.src = src;
          document.querySelector('main')?.append(frame);
        }
      }),
    ['http://127.0.0.1:9/', 'https://web-app.example.test/', 'data:text/html,hello'],
  );
  expect(blocked).toHaveLength(3);
});

for (const scenario of ['message_wrong_origin', 'message_null_origin', 'handshake_from_other_frame']) {
  test(`SEC-92 SEC-103 OneKYC plays ${scenario}: what a frame inside the frame posts is refused`, async ({ page, simulator }) => {
    await page.clock.install();
    await simulator.next('onekyc', scenario);
    const answers = reported(page);
    const refused = page.waitForRequest((request) => request.url().endsWith('/fn/report_refused'), { timeout: 30_000 });
    await toFrame(page, 'identity');
    await providerFrame(page, 'identity');
    if (scenario.startsWith('message')) {
      await provider(page).locator('button.quiet').first().click();
      await provider(page).frameLocator('iframe').locator('p').waitFor();
    }
    await page.clock.runFor(5_000);
    expect(((await refused).postDataJSON() as { report: unknown }).report).toMatchObject({
      rule: 'source',
      origin: scenario === 'message_null_origin' ? 'null' : new URL(onekycUrl).origin,
      count: 1,
    });
    expect(answers).toEqual([]);
    await expect(page).toHaveURL(/\/frame$/);
  });
}

/** The messages that the island handed to our server and that were answered. */
function reported(page: Page): number[] {
  const answers: number[] = [];
  page.on('response', (response) => {
    const body = response.request().postData() ?? '';
    const greets = body.includes('GET_ORIGIN_FROM_ONEKYC');
    if (response.url().endsWith('/fn/report_message') && !greets) answers.push(response.status());
  });
  return answers;
}

test.describe('a flood', () => {
  const FLOOD = 20_000;
  // Our server takes twenty reports a minute; the browser names each one that it refuses.
  const tooMany = /status of 429 .*\/fn\/report_/;

  test('SEC-127 20,000 messages in the frame of Signicat cost nothing, and the person goes on', async ({ page, simulator, complaints }) => {
    complaints.expect(tooMany);
    const functions = asked(page);
    await toFrame(page, 'phone');
    await flood(page, 'phone', functions);
    expect(functions.filter((name) => name === 'report_message').length).toBeLessThanOrEqual(20);
    await prove(simulator, provider(page));
    await expect(page).toHaveURL(result);
  });

  test('SEC-127 20,000 messages in the frame of OneKYC cost nothing, and the person goes on', async ({ page, simulator, complaints }) => {
    complaints.expect(tooMany);
    const functions = asked(page);
    await toFrame(page, 'identity');
    await flood(page, 'identity', functions);
    expect(functions.filter((name) => name === 'report_message').length).toBeLessThanOrEqual(20);
    // The callback is one message too many now. The link beside the frame asks the provider all the same, unless the
    // answer to one of the twenty reports has led on already.
    await provider(page).locator('button.quiet').first().click();
    await expect.poll(async () => (await simulator.onekyc()).verdict).not.toBeNull();
    // Whoever asked less than a second ago may have asked too early, and is not repeated.
    await simulator.advance(2_000);
    await page.locator('.beside a.button').or(page.locator('.panel')).click();
    await expect(page).toHaveURL(result);
  });

  async function flood(page: Page, journey: 'phone' | 'identity', functions: string[]): Promise<void> {
    const frame = await providerFrame(page, journey);
    functions.length = 0;
    const heard = page.evaluate(
      (last) =>
        new Promise<number>((resolve) => {
          let heard = 0;
          window.addEventListener('message', ({ data }) => {
            heard += 1;
            if ((data as { at?: number }).at === last) resolve(heard);
          });
        }),
      FLOOD,
    );
    await frame.evaluate((count) => {
      for (let at = 1; at <= count; at += 1) {
        window.parent.postMessage({ type: 'ONEKYC_QR_CALLBACK', at, data: { status: 'COMPLETED', partner_session_id: 'x' } }, '*');
      }
    }, FLOOD);
    expect(await heard).toBe(FLOOD);
    // The page answers at once: a click, and a frame drawn.
    await page.locator('h1').click();
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(drawn)));
    await expect(page.locator('iframe.frame__screen')).toBeVisible();
  }
});
