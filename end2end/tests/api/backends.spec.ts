import { createPublicKey, verify } from 'node:crypto';

import { expect, headings, test } from '../journeys/walker';
import { Client } from './client';
import { Program, backends, ownPort } from './programs';

test.beforeAll('the clock of the server is the real one', async () => {
  const clock = await fetch(`${process.env.MANAGEMENT_URL}/dev/clock`);
  expect(Math.abs((await clock.json()).now_ms - Date.now()), 'run before what moves it').toBeLessThan(60_000);
});

/** The whole of docs/api.md, once in each language: begun by the backend, walked in the browser, received by the backend. */
for (const [language, program] of Object.entries(backends)) {
  test(`a backend in ${language} begins an onboarding and receives its result`, async ({ walker, page, site, complaints }) => {
    const port = ownPort();
    site(`http://localhost:${port}`);
    // The reload below is refused by the backend.
    complaints.expect(/status of 40[0-9]/);
    // Nobody drew an icon for the backends.
    complaints.expect(/favicon\.ico/);
    const shop = await Client.made(`shop-${language.toLowerCase()}`, `http://localhost:${port}/done`);
    const endpoint = await shop.post('/webhook-endpoints', { url: `http://localhost:${port}/webhooks` });
    expect(endpoint.status, JSON.stringify(endpoint.body)).toBe(201);
    const backend = await Program.start(program, {
      PORT: String(port),
      VESTIBULE_URL: process.env.APP_URL ?? 'http://localhost:3100',
      VESTIBULE_KEY: shop.key,
      WEBHOOK_SECRET: endpoint.body.secrets[0].secret,
    });
    try {
      await page.goto(`http://localhost:${port}/start?journey=europe`);
      await expect(page.locator('main')).toContainText('Example Shop');
      await walker.presses('Start now');
      await page.waitForURL(/\/o\/[^/]+$/);
      walker.id = new URL(page.url()).pathname.split('/')[2] ?? '';
      await walker.agrees('Read what we do with your number');
      await walker.goesOn('What is your phone number?');
      await walker.answers({ 'What is your phone number?': '+49 151 2345 6789' });
      await walker.goesOn('Confirm your phone number');
      await walker.opensFrame();
      await walker.confirmsPhone();
      await walker.ends(headings.done);

      // Whoever has not been back is not told anything yet.
      const early = await shop.get(`/onboardings/${walker.id}/facts`);
      expect([early.status, early.body.code]).toEqual([409, 'result_not_bound']);

      await walker.presses('Back to Example Shop');
      await expect(page.locator('body')).toHaveText('completed: self_asserted,contact_control');
      const line = await backend.says(new RegExp(`onboarding.completed.* .*${walker.id}`));
      expect(line.split(' ')[0], 'the id of the event').toMatch(/^[\w-]{8,}$/);

      // The code was good once.
      await page.reload();
      await expect(page.locator('body')).not.toContainText('completed');
      const facts = await shop.get(`/onboardings/${walker.id}/facts`);
      expect(facts.body.data.map((fact: { kind: string }) => fact.kind)).toEqual(['self_asserted', 'contact_control']);

      // After a rotation both secrets sign for a while, and the backend that knows the old one goes on.
      const rotated = await shop.post(`/webhook-endpoints/${endpoint.body.endpoint.id}/secrets`, { scheme: 'v1' });
      expect(rotated.status).toBe(201);
      await shop.post(`/webhook-endpoints/${endpoint.body.endpoint.id}/test`);
      await backend.says(/webhook\.test/);
    } finally {
      await backend.stop();
    }
  });
}

test('whoever has no part in a session gets nothing out of a link that somebody else finished', async ({ browser, walker, page, site, complaints }) => {
  // The attacker begins in their own session, and talks the victim into finishing.
  const port = ownPort();
  site(`http://localhost:${port}`);
  complaints.expect(/ERR_CONNECTION_REFUSED/);
  const shop = await Client.made('shop-attacked', `http://localhost:${port}/done`);
  const begun = await shop.post('/onboardings', {
    journey: 'europe',
    return_url: `http://localhost:${port}/done`,
    session_binding: 'the-session-of-the-attacker',
  });
  const code = page.waitForRequest((request) => request.url().includes('/done?'));
  await page.goto(begun.body.link.url);
  await walker.presses('Start now');
  await page.waitForURL(/\/o\/[^/]+$/);
  walker.id = begun.body.onboarding.id;
  await walker.agrees('Read what we do with your number');
  await walker.goesOn('What is your phone number?');
  await walker.answers({ 'What is your phone number?': '+49 151 2345 6799' });
  await walker.goesOn('Confirm your phone number');
  await walker.opensFrame();
  await walker.confirmsPhone();
  await walker.ends(headings.done);
  // Nobody listens there: what the browser carries is enough.
  await walker.presses('Back to Example Shop');
  const result_code = new URL((await code).url()).searchParams.get('result_code');

  const other = await (await browser.newContext()).newPage();
  await other.goto(begun.body.link.url);
  await expect(other.locator('main')).not.toContainText('6799');

  const path = `/onboardings/${walker.id}`;
  const victim = await shop.post(`${path}/result`, { result_code, session_binding: 'the-session-of-the-victim' });
  expect([victim.status, victim.body.code]).toEqual([422, 'invalid_result_code']);
  // And the code is used up by it.
  const attacker = await shop.post(`${path}/result`, { result_code, session_binding: 'the-session-of-the-attacker' });
  expect([attacker.status, attacker.body.code]).toEqual([422, 'invalid_result_code']);
  expect((await shop.get(`${path}/facts`)).status).toBe(409);
  expect((await shop.get(`${path}/evidence`)).status).toBe(409);
});

test('an Ed25519 signature is verified with what Node has', async () => {
  const port = ownPort();
  const shop = await Client.made('shop-ed25519', `http://localhost:${port}/done`);
  const { createServer } = await import('node:http');
  const received = new Promise<{ headers: NodeJS.Dict<string | string[]>; body: Buffer }>((received) => {
    const server = createServer(async (request, response) => {
      const body = Buffer.concat(await request.toArray());
      response.writeHead(204).end();
      server.close();
      received({ headers: request.headers, body });
    }).listen(port, '127.0.0.1');
  });
  const made = await shop.post('/webhook-endpoints', { url: `http://127.0.0.1:${port}/`, schemes: ['v1a'] });
  expect(made.body.secrets[0].secret).toBeFalsy();
  await shop.post(`/webhook-endpoints/${made.body.endpoint.id}/test`);

  const { headers, body } = await received;
  const raw = Buffer.from(made.body.secrets[0].public_key.replace(/^whpk_/, ''), 'base64');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') }, format: 'jwk' });
  const signed = Buffer.concat([Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.`), body]);
  const signature = String(headers['webhook-signature']).split(' ').find((one) => one.startsWith('v1a,'));
  expect(verify(null, signed, key, Buffer.from(String(signature).slice(4), 'base64'))).toBe(true);
  expect(verify(null, Buffer.concat([signed, Buffer.from(' ')]), key, Buffer.from(String(signature).slice(4), 'base64'))).toBe(false);
});

test('what the API can do is readable in the browser, from our own host only', async ({ page }) => {
  const foreign: string[] = [];
  const troubles: string[] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && url.origin !== new URL(process.env.APP_URL ?? 'http://localhost:3100').origin) foreign.push(request.url());
  });
  page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
  await page.goto('/api/docs');
  await expect(page.getByText('/api/v1/onboardings', { exact: true }).first()).toBeVisible();
  expect(foreign).toEqual([]);
  expect(troubles).toEqual([]);
});
