import type { BrowserContext, Page } from '@playwright/test';
import { test } from '../../fixtures/attacker';
import { appUrl, expect, frameIsThere, PHONE, toFrame, toIntro } from '../../fixtures/security';

const app = new URL(appUrl).origin;

/** Two attackers: one whose requests carry none of our cookies, and one whose requests carry them all. */
const sites = ['crossSite', 'sameSite'] as const;

for (const site of sites) {
  test(`SEC-130 none of our pages and files is shown in a frame of another origin (${site})`, async ({ page, attacker, complaints }) => {
    const id = await toFrame(page, 'phone');
    const paths = [
      '/',
      '/start/phone',
      `/o/${id}`,
      `/o/${id}/steps/number`,
      `/o/${id}/steps/confirm`,
      `/o/${id}/steps/confirm/frame`,
      `/o/${id}/steps/confirm/wait`,
      `/o/${id}/result`,
      '/o/unknown',
      '/nothing-here',
      '/favicon.svg',
      '/return/phone/abc',
      '/return/nobody/abc',
      '/fn/status',
    ];
    complaints.expect(/Framing 'http:\/\/localhost:\d+\/.*violates the following Content Security Policy directive: "frame-ancestors/);
    complaints.expect(/status of 40[45]/);
    complaints.expect(/chrome-error:\/\//);
    attacker.shows(paths.map((path) => `<iframe src="${app}${path}"></iframe>`).join(''));
    await page.goto(attacker[site]);
    // A refused page is replaced by one of the browser's own, which nobody can read.
    for (const frame of page.frames().slice(1)) await expect.poll(() => frame.url()).toBe('chrome-error://chromewebdata/');
    expect(page.frames()).toHaveLength(paths.length + 1);
    const refused = complaints.heard.filter((text) => text.includes('frame-ancestors'));
    expect(refused).toHaveLength(paths.length);
  });

  test(`SEC-141 a form on another site agrees to nothing and begins nothing (${site})`, async ({ page, context, attacker, complaints }) => {
    const id = await begun(page);
    complaints.expect(/status of 403/);
    for (const [path, fields] of [
      [`/o/${id}/steps/terms`, '<input name="agree" value="yes">'],
      ['/start/phone', ''],
      ['/return/phone/abc?state=abc', ''],
      ['/fn/launch', `<input name="at" value="{}">`],
    ]) {
      attacker.shows(`<form method="post" action="${app}${path}">${fields}<button>Win a prize</button></form>`);
      await page.goto(attacker[site]);
      const cookies = await sent(context, page, `${app}${path}`);
      expect(cookies.includes('vestibule='), path).toBe(site === 'sameSite');
      await expect(page.locator('body')).toContainText(path === '/fn/launch' ? /./ : 'This did not come from our own page');
    }
    await page.goto(`/o/${id}`);
    await expect(page.locator('.lead')).toHaveText('0 of 3 steps completed.');
    expect(await page.locator('.task .tag').allTextContents()).toEqual(['Incomplete', 'Cannot start yet', 'Cannot start yet']);
  });

  test(`SEC-141 SEC-157 a script on another site calls none of our functions and reads none of our pages (${site})`, async ({
    page,
    attacker,
    complaints,
  }) => {
    const id = await toFrame(page, 'phone');
    complaints.expect(/blocked by CORS policy|Failed to load resource/);
    attacker.shows('');
    await page.goto(attacker[site]);
    const outcomes = await page.evaluate(
      async ({ app, id }) => {
        const at = { onboarding: id, step: 'confirm' };
        const read = async (path: string, init: RequestInit) => {
          try {
            const answer = await fetch(`${app}${path}`, { credentials: 'include', ...init });
            return answer.type === 'opaque' ? 'opaque' : `read ${answer.status}`;
          } catch {
            return 'blocked';
          }
        };
        const body = JSON.stringify({ at });
        return [
          await read(`/o/${id}`, {}),
          await read('/fn/status', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body }),
          await read('/fn/status', { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body }),
          await read('/fn/launch', { method: 'POST', mode: 'no-cors', headers: { 'Content-Type': 'text/plain' }, body }),
          await read(`/o/${id}`, { mode: 'no-cors' }),
        ];
      },
      { app, id },
    );
    // What is opaque cannot be read; CORP keeps even its bytes away from a cross-origin page.
    expect(outcomes.slice(0, 3)).toEqual(['blocked', 'blocked', 'blocked']);
    expect(outcomes.slice(3).some((outcome) => outcome.startsWith('read'))).toBe(false);
    await page.goto(`/o/${id}/steps/confirm/frame`);
    await frameIsThere(page);
  });
}

test('SEC-177 a page that opened ours, and one that ours opened, hold no handle on each other', async ({ page, context, attacker }) => {
  const id = await toIntro(page, 'phone');
  attacker.shows('');
  await page.goto(attacker.crossSite);
  const ours = context.waitForEvent('page');
  await page.evaluate((url) => void Object.assign(window, { ours: window.open(url) }), `${app}/o/${id}`);
  const opened = await ours;
  await opened.waitForLoadState('load');
  expect(await opened.evaluate(() => window.opener as unknown)).toBeNull();
  // To whoever opened it, our window looks closed.
  await expect.poll(() => page.evaluate(() => (window as unknown as { ours: Window }).ours.closed)).toBe(true);

  const theirs = context.waitForEvent('page');
  await opened.evaluate((url) => void window.open(url), attacker.crossSite);
  const popup = await theirs;
  await popup.waitForLoadState('load');
  expect(await popup.evaluate(() => window.opener as unknown)).toBeNull();
});

test('SEC-174 a script, a style, a form or a request that was put into our page goes nowhere', async ({ page, attacker, complaints }) => {
  complaints.expect(/Content Security Policy/);
  attacker.shows('');
  const id = await toFrame(page, 'phone');
  for (const path of [`/o/${id}/steps/confirm/frame`, `/o/${id}`, '/start/phone', '/nothing-here']) {
    complaints.expect(/status of 404/);
    await page.goto(path);
    const report = await page.evaluate(async (evil) => {
      const violated = new Set<string>();
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => violated.add(effectiveDirective));
      const win = window as unknown as Record<string, unknown>;
      const add = (html: string) => {
        const box = document.createElement('div');
        box.innerHTML = html;
        document.body.append(box);
      };
      const script = document.createElement('script');
      script.textContent = 'window.inline = true';
      document.body.append(script);
      const foreign = document.createElement('script');
      foreign.src = `${evil}/evil.js`;
      document.body.append(foreign);
      add('<img src="/no" onerror="window.handler = true"><a id="js" href="javascript:window.link = true">x</a>');
      add(`<img src="${evil}/pixel"><style>body { display: none }</style><object data="${evil}/object"></object>`);
      document.getElementById('js')?.click();
      const fetched = await fetch(`${evil}/fetch`).then(() => true, () => false);
      const base = document.createElement('base');
      base.href = evil;
      document.head.append(base);
      add(`<form id="steal" method="post" action="${evil}/form"><input name="a"></form>`);
      (document.getElementById('steal') as HTMLFormElement).submit();
      const wanted = ['script-src-elem', 'script-src-attr', 'img-src', 'style-src-elem', 'object-src', 'connect-src', 'base-uri', 'form-action'];
      while (!wanted.every((name) => violated.has(name))) await new Promise((again) => requestAnimationFrame(again));
      return {
        ran: ['inline', 'handler', 'link', 'evil'].filter((name) => win[name] === true),
        fetched,
        baseURI: document.baseURI,
        hidden: getComputedStyle(document.body).display === 'none',
        canEval: (() => {
          try {
            return Boolean(new Function('return 1')());
          } catch {
            return false;
          }
        })(),
      };
    }, attacker.crossSite);
    expect(report, path).toEqual({ ran: [], fetched: false, baseURI: page.url(), hidden: false, canEval: false });
  }
});

test('SEC-182 SEC-134 SEC-183 no address that another site gets to see names the onboarding or the phone number', async ({ page }) => {
  const requests: { url: string; referer: string }[] = [];
  page.on('request', (request) => {
    if (new URL(request.url()).origin === app) return;
    const { referer = '' } = request.headers();
    requests.push({ url: request.url(), referer });
  });
  const ids = [await toFrame(page, 'phone'), await toFrame(page, 'identity'), await toIntro(page, 'phone')];
  await page.locator('button[name="presentation"][value="page"]').click();
  await page.locator('a.button[rel~="external"]').click();
  await page.locator('#phone').waitFor();
  const digits = PHONE.replaceAll(/\D/g, '');
  expect(requests.length).toBeGreaterThan(3);
  for (const { url, referer } of requests) {
    const seen = `${decodeURIComponent(url)} ${referer}`;
    for (const secret of [...ids, digits]) expect(seen).not.toContain(secret);
    if (referer.startsWith(app)) expect(referer).toBe(`${app}/`);
  }
});

/** Begins an onboarding without answering anything. */
async function begun(page: Page): Promise<string> {
  await page.goto('/start/phone');
  await page.locator('main form button').click();
  await page.waitForURL('**/o/*');
  return new URL(page.url()).pathname.split('/')[2] ?? '';
}

/** Presses the attacker's button, and answers the cookies that went along. */
async function sent(context: BrowserContext, page: Page, url: string): Promise<string> {
  const request = context.waitForEvent('request', (request) => request.url() === url && request.method() === 'POST');
  await page.getByRole('button').click();
  const headers = await (await request).allHeaders();
  await page.waitForLoadState('load');
  return headers['cookie'] ?? '';
}
