import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';

import { look } from '../../fixtures/a11y';
import { expect, test as base } from '../../fixtures/security';

const managementUrl = process.env.MANAGEMENT_URL ?? 'http://127.0.0.1:3101';

/** A company's site on this machine, and the links that it asks for. */
interface Shop {
  /** Where its applicants come back to. */
  url: string;
  /** Begins an onboarding; answers its link. */
  link(): Promise<string>;
}

const test = base.extend<{ shop: Shop }>({
  shop: async ({ request, thirdParties }, use) => {
    const server = createServer((incoming, response) => {
      response.setHeader('Content-Type', 'text/html; charset=utf-8');
      // What it was called with stays in its own address: what it was told of ours is in the body.
      response.end(`<!doctype html><html lang="en"><title>Shop</title><h1>Welcome back</h1><p>${incoming.headers.referer ?? 'no referrer'}</p>`);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/back`;
    thirdParties.add(new URL(url).origin);
    await use({
      url,
      async link() {
        const data = { journey: 'phone', client: 'merdeka-shop', account: 'siti@mail.example', return_url: url };
        const answer = await request.post(`${managementUrl}/dev/onboardings`, { data });
        expect(answer.status(), await answer.text()).toBe(201);
        return ((await answer.json()) as { link: string }).link;
      },
    });
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  },
});

const heading = (page: Page, text: string) => expect(page.locator('h1')).toHaveText(text);
const press = (page: Page, name: string) => page.locator('main').getByRole('button', { name }).click();

// SEC-143
test('a link works in one browser; another one is told nothing, and asks for a new link', async ({ page, browser, shop, complaints }) => {
  complaints.expect(/status of 410/);
  const link = await shop.link();
  await page.goto(link);
  await expect(page.locator('dl')).toContainText('s•••@m•••');
  await look(page, 'en');
  await press(page, 'Start now');
  await heading(page, 'Your steps');
  await page.goto(link);
  await heading(page, 'Your steps');

  const elsewhere = await browser.newContext();
  const other = await elsewhere.newPage();
  const opened = await other.goto(link);
  expect(opened?.status()).toBe(410);
  await heading(other, 'This link was opened in another browser');
  await expect(other.locator('main')).not.toContainText('s•••');
  await look(other, 'en', 'one');
  await press(other, 'Ask for a new link');
  await heading(other, 'We passed your request on');
  await other.reload();
  await heading(other, 'We passed your request on');
  expect(await elsewhere.cookies()).toEqual([]);
  await elsewhere.close();
});

test('whoever did not expect it ends it, before beginning or in the middle', async ({ page, shop, complaints }) => {
  complaints.expect(/status of 410/);
  const link = await shop.link();
  await page.goto(link);
  await page.getByRole('link', { name: 'This wasn’t me' }).click();
  await heading(page, 'This wasn’t me');
  await look(page, 'en', 'one');
  await press(page, 'End it: this wasn’t me');
  await page.waitForURL(link);
  await heading(page, 'This has ended');
  await page.reload();
  await heading(page, 'This has ended');

  await page.goto(await shop.link());
  await press(page, 'Start now');
  await heading(page, 'Your steps');
  const tasks = page.url();
  await page.getByRole('contentinfo').getByRole('link', { name: 'This wasn’t me' }).click();
  await press(page, 'End it: this wasn’t me');
  await page.waitForURL(`${tasks}/result`);
  await heading(page, 'This has ended');
  await expect(page.getByRole('button', { name: /^Back to/ })).toHaveCount(0);
  // SEC-146
  await page.goBack();
  await page.goto(tasks);
  await heading(page, 'This has ended');
});

// SEC-78, SEC-146
test('the way back to the company carries a code that nothing else has', async ({ page, context, shop }) => {
  await page.goto(await shop.link());
  await press(page, 'Start now');
  await page.getByRole('contentinfo').getByRole('link', { name: 'Get help from a person' }).click();
  await press(page, 'Hand my application over to a person');
  await heading(page, 'A person goes on from here');
  const result = page.url();
  await look(page, 'en', 'one');

  const codes: string[] = [];
  const goesBack = async (from: Page) => {
    await from.getByRole('button', { name: /^Back to/ }).click();
    await from.waitForURL(`${shop.url}?**`);
    await expect(from.locator('p')).toHaveText('no referrer');
    const parameters = new URL(from.url()).searchParams;
    expect(`${new URL(result).origin}/o/${parameters.get('onboarding')}/result`).toBe(result);
    codes.push(parameters.get('result_code') ?? '');
  };
  await goesBack(page);
  // Back in the history is the page with the button, which may be pressed again; so may the one in another tab.
  await page.goBack();
  await expect(page).toHaveURL(result);
  await heading(page, 'A person goes on from here');
  await goesBack(page);
  const tab = await context.newPage();
  await tab.goto(result);
  await goesBack(tab);
  expect(new Set(codes).size).toBe(3);
  for (const code of codes) expect(code).toMatch(/^[\w-]{43}$/);
});
