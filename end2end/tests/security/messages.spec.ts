import type { Frame, Page } from '@playwright/test';
import {
  appUrl,
  asked,
  expect,
  onekycWebUrl,
  providerFrame,
  signicatUrl,
  test,
  toFrame,
  type Journey,
} from '../../fixtures/security';

const REPORT_EVERY = 5_000;

/** Origins that a careless comparison takes for the provider's (SEC-103, SEC-124). */
function lookAlikes(origin: string): string[] {
  const { protocol, hostname, port } = new URL(origin);
  const host = `${hostname}:${port}`;
  return [
    `${protocol}//${host}.evil.test`,
    `${protocol}//evil-${host}`,
    `${protocol}//evil.test/${host}`,
    `${protocol}//evil.test?${origin}`,
    `${protocol}//${host}@evil.test`,
    `https://${host}`,
    `${protocol}//${hostname}`,
    `${protocol}//${hostname}:${port}0`,
    `${protocol}//${hostname}.:${port}`,
    `${protocol}//xn--${host}`,
    `${origin}/`,
    origin.toUpperCase(),
    ` ${origin}`,
    `${origin}\u0000`,
    'null',
    '',
    '*',
    'file://',
    `${origin}, ${origin}`,
  ];
}

/**
 * Messages as if the browser had brought them from our frame's window, with origins of the test's choice. All at once: no
 * timer of the page's comes in between.
 */
async function dispatch(page: Page, messages: { origin: string; data: unknown }[]): Promise<void> {
  await page.evaluate((messages) => {
    const source = document.querySelector<HTMLIFrameElement>('iframe.frame__screen')?.contentWindow ?? null;
    for (const { origin, data } of messages) window.dispatchEvent(new MessageEvent('message', { origin, data, source }));
  }, messages);
}

/** What the island tells our server about refused messages, as long as the test lasts. */
function refusals(page: Page) {
  const reports: { rule: string; origin: string; count: number }[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/fn/report_refused')) {
      reports.push((JSON.parse(request.postData() ?? '{}') as { report: (typeof reports)[number] }).report);
    }
  });
  return reports;
}

/** The step is where it was: in the frame, and open on the task list. */
async function nothingHappened(page: Page, id: string): Promise<void> {
  await expect(page).toHaveURL(/\/frame$/);
  await expect(page.locator('iframe.frame__screen')).toBeVisible();
  await page.goto(`/o/${id}`);
  await expect(page.locator('.task').last()).toContainText('In progress');
}

const forgedReturn = { type: 'vestibule.return', path: '/return/phone/abc', search: `?sessionNonce=${'A'.repeat(43)}` };
const completed = (session: string) => ({
  type: 'ONEKYC_QR_CALLBACK',
  data: { status: 'COMPLETED', partner_session_id: session },
});

for (const journey of ['phone', 'identity'] as const satisfies Journey[]) {
  const origin = new URL(journey === 'phone' ? signicatUrl : onekycWebUrl).origin;

  test(`SEC-103 SEC-124 ${journey}: messages of origins that only look like the provider's are refused before they are read`, async ({
    page,
    simulator,
  }) => {
    await page.clock.install();
    const functions = asked(page);
    const reports = refusals(page);
    const id = await toFrame(page, journey);
    await providerFrame(page, journey);
    const session = journey === 'identity' ? (await simulator.onekyc()).partner_session_id : '';
    functions.length = 0;
    const origins = [...lookAlikes(origin), ...lookAlikes(appUrl)];
    const contents = [forgedReturn, completed(session), { type: 'GET_ORIGIN_FROM_ONEKYC' }];
    await dispatch(
      page,
      origins.flatMap((from) => contents.map((data) => ({ origin: from, data }))),
    );
    // The island reports one kind of refusal every five seconds, which pass by themselves as well; nine stand for all of them.
    for (let kinds = 1; kinds <= 9; kinds += 1) {
      await page.clock.runFor(REPORT_EVERY);
      await expect.poll(() => reports.length).toBeGreaterThanOrEqual(kinds);
    }
    expect(reports.map(({ rule }) => rule)).toEqual(Array<string>(9).fill('origin'));
    expect(reports.reduce((sum, { count }) => sum + count, 0)).toBe(origins.length * 3);
    expect(functions.filter((name) => name !== 'report_refused' && name !== 'status')).toEqual([]);
    await nothingHappened(page, id);
    if (journey === 'identity') expect((await simulator.onekyc()).messages).toEqual([]);
  });

  test(`SEC-93 SG-08 ${journey}: right messages from a wrong window are refused, and get no reply`, async ({ page, simulator }) => {
    await page.clock.install();
    const functions = asked(page);
    const reports = refusals(page);
    const id = await toFrame(page, journey);
    await providerFrame(page, journey);
    const session = journey === 'identity' ? (await simulator.onekyc()).partner_session_id : '';
    functions.length = 0;

    // A second frame of the provider's own origin, and one of ours: our return page, which posts its message by itself.
    const stylesheet = journey === 'phone' ? '/idps/otp/assets/pages.css' : '/kyc/v2/assets/launch.css';
    const returnPath = `/return/${journey}/abc`;
    await page.evaluate(
      ({ sources }) => {
        window.addEventListener('message', ({ data, source }) => {
          if (data === 'answer me') source?.postMessage('the last one', { targetOrigin: '*' });
        });
        for (const [at, src] of sources.entries()) {
          const frame = document.createElement('iframe');
          frame.name = `extra-${at}`;
          frame.src = src;
          document.querySelector('main')?.append(frame);
        }
      },
      { sources: [`${origin}${stylesheet}`, returnPath] },
    );
    await expect.poll(() => page.frame({ name: 'extra-1' })?.url()).toContain(returnPath);
    await expect.poll(() => page.frame({ name: 'extra-0' })?.url()).toContain(stylesheet);
    const extra = page.frame({ name: 'extra-0' }) as Frame;
    const answers = await extra.evaluate(
      ({ messages }) =>
        new Promise<unknown[]>((resolve) => {
          const heard: unknown[] = [];
          // The test's own answer comes after any that the island gives.
          window.addEventListener('message', ({ data }) => {
            heard.push(data);
            if (data === 'the last one') resolve(heard);
          });
          for (const message of messages) window.parent.postMessage(message, '*');
          window.parent.postMessage('answer me', '*');
        }),
      { messages: [{ type: 'GET_ORIGIN_FROM_ONEKYC' }, completed(session), forgedReturn] },
    );
    expect(answers).toEqual(['the last one']);

    const told = async () => {
      await page.clock.runFor(REPORT_EVERY);
      return reports.map(({ rule, origin }) => [rule, origin]);
    };
    await expect.poll(told).toEqual(
      expect.arrayContaining([
        ['source', origin],
        ['source', new URL(appUrl).origin],
      ]),
    );
    expect(new Set(reports.map(({ rule }) => rule))).toEqual(new Set(['source']));
    expect(functions.filter((name) => name !== 'report_refused' && name !== 'status')).toEqual([]);
    await nothingHappened(page, id);
  });
}
