import { expect, test as base, type Page } from '@playwright/test';

import { frankieoneIdpUrl, frankieoneUrl, Simulator } from '../../fixtures/simulator';
import { start } from '../../peers/frankieone-sdk/server.mjs';

// FrankieOne's published SDK, unmodified, against the simulator; and the simulator's script in the same page. A difference
// between the two is a mistake of the simulator.

interface Customer {
  origin: string;
  begin(scenario: string, parameters?: object): string;
  stop(): Promise<void>;
}

type Event = [string, ...unknown[]];

const test = base.extend<{ simulator: Simulator }, { customer: Customer }>({
  customer: [
    async ({}, use) => {
      const customer = await start(frankieoneUrl);
      await use(customer);
      await customer.stop();
    },
    { scope: 'worker' },
  ],
  simulator: async ({}, use) => {
    const simulator = new Simulator();
    await simulator.reset();
    await use(simulator);
    await simulator.reset();
  },
  // The SDK has MyInfo's hosts in its code.
  page: async ({ page }, use) => {
    await page.route(/^https:\/\/(sandbox\.|test\.)?api\.myinfo\.gov\.sg\//, (route) => {
      const { pathname, search } = new URL(route.request().url());
      return route.fulfill({ status: 302, headers: { location: `${frankieoneIdpUrl}${pathname}${search}` } });
    });
    await use(page);
  },
});

const heard = (page: Page) => page.evaluate(() => (window as unknown as { heard?: Event[] }).heard ?? []);
const names = async (page: Page) => (await heard(page)).map(([name]) => name);
const stored = (page: Page) => page.evaluate(() => localStorage.getItem('onesdk-session'));
const sessionId = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).data.sessionId as string;

/** From the customer's page to the IdP and back. */
async function authorise(page: Page, { as = 'kari', agree = true } = {}): Promise<void> {
  await page.locator('#start').click();
  await page.locator(`button[value="${as}"]`).click();
  await page.getByRole('button', { name: agree ? 'I agree' : 'I do not agree' }).click();
}

test.beforeEach(({}, info) => {
  test.skip(info.project.name === 'chromium-no-3pc', 'nothing here is framed, and no cookie is used');
});

for (const script of ['npm', 'simulator'] as const) {
  test.describe(`the script ${script === 'npm' ? 'that FrankieOne publishes' : 'of the simulator'}`, () => {
    const open = async (page: Page, customer: Customer, simulator: Simulator, scenario = 'happy', parameters = {}) => {
      const reference = customer.begin(scenario, parameters);
      await simulator.redirectUrl(`${customer.origin}/${script}/return`);
      await page.goto(`${customer.origin}/${script}/`);
      return reference;
    };
    const returned = (page: Page, customer: Customer) =>
      page.waitForURL((url) => url.href.startsWith(`${customer.origin}/${script}/return`));

    // FO-01, FO-03, FO-06, FO-07, FO-10
    test('completes the flow', async ({ page, customer, simulator }) => {
      const reference = await open(page, customer, simulator);
      await expect(page.locator('#start')).toBeEnabled();
      const first = JSON.parse((await stored(page)) ?? 'null') as string;
      await authorise(page);
      await returned(page, customer);
      expect(new URL(page.url()).searchParams.get('state')).toBe(sessionId(first));
      await expect(page.locator('#approve')).toBeEnabled();
      // The second page got a session of its own, and used the first one.
      expect(JSON.parse((await stored(page)) ?? 'null')).toBe(first);
      const individual = JSON.parse((await page.locator('#individual').textContent()) ?? '');
      expect(individual).toMatchObject({ dateOfBirth: '1990-03-12', customerReference: reference });
      expect((await simulator.frankieone()).entities).toEqual([]);
      await page.locator('#approve').click();
      await expect.poll(() => names(page)).toContain('data_extracted_successfully');
      const [entity] = (await simulator.frankieone()).entities;
      const events = await heard(page);
      expect(events.map(([name]) => name)).toEqual(['results', 'vendor_sdk_loaded', 'data_extracted_successfully']);
      expect(events[0]?.slice(2)).toEqual(['STATUS_OK', 'function']);
      expect(events[2]?.[1]).toEqual({ entityId: entity?.id });
      // `await approve()` waits for nothing (contract F2).
      expect(await page.evaluate(() => (window as unknown as { approved: string }).approved)).toBe('undefined');
      await expect.poll(() => stored(page)).toBe(null);
    });

    // FO-05: the provider's spelling hides the reason, and the token stays.
    test('a person who does not agree is an error without a code', async ({ page, customer, simulator }) => {
      await open(page, customer, simulator);
      await authorise(page, { agree: false });
      await returned(page, customer);
      await expect.poll(() => names(page)).toEqual(['vendor_sdk_failed_loading', 'error']);
      const [, error] = await heard(page);
      expect(error?.[1]).toMatchObject({
        message: "Vendor sdk 'singpass' failed loading",
        payload: { vendor: 'singpass', errorObject: { message: 'Internal server error' } },
      });
      expect(await stored(page)).not.toBe(null);
    });

    test('the other spelling of the reason arrives as it is', async ({ page, customer, simulator }) => {
      await simulator.switches('frankieone', { error_description: 'underscore' });
      await open(page, customer, simulator);
      await authorise(page, { agree: false });
      await expect.poll(() => names(page)).toEqual(['vendor_sdk_failed_loading', 'error']);
      expect((await heard(page))[1]?.[1]).toMatchObject({
        payload: { errorObject: { message: 'Resource Owner did not authorize the request' } },
      });
    });

    // FO-12, FO-13, FO-14, FO-15, FO-16, FO-17, FO-18, FO-19: what the browser hears of each failure.
    for (const [scenario, message, errorCode, issues] of [
      ['vendor_server_error', 'server error', 'VENDOR_SERVER_ERROR', undefined],
      ['vendor_unauthorised', 'Invalid authorisation for singpass', 'VENDOR_UNAUTHORISED', undefined],
      ['mandatory_dob', 'Could not transform profile from singpass', 'VENDOR_BAD_REQUEST', [{ code: 'MANDATORY_DOB' }]],
      ['vendor_code_refused', 'There was an issue fetching access token from singpass', 'VENDOR_ACCESS_DENIED', undefined],
      ['vendor_forbidden', 'Invalid attributes for singpass', 'VENDOR_FORBIDDEN', undefined],
      ['invalid_config', 'The auth config for singpass is not valid', 'INVALID_CONFIG', undefined],
      ['unexpected_attribute', 'Unexpected data attribute', 'BAD_REQUEST', undefined],
      ['unreadable_person', 'Unable to process the data', 'SERVER_ERROR', undefined],
      ['code_plus', 'Incorrect parameter', 'VENDOR_BAD_REQUEST', undefined],
      ['code_ampersand', 'Incorrect parameter', 'VENDOR_BAD_REQUEST', undefined],
      ['error_without_code', 'Something happened', undefined, undefined],
      ['error_not_json', 'undefined', undefined, undefined],
      ['callback_network_drop', 'undefined', undefined, undefined],
    ] as const) {
      test(`${scenario} is one error and the end of the stored token`, async ({ page, customer, simulator }) => {
        await open(page, customer, simulator, scenario);
        await authorise(page);
        await expect.poll(() => names(page)).toEqual(['error', 'vendor_sdk_loaded']);
        expect((await heard(page))[0]?.[1]).toEqual({
          message: `Failed sending authorisation: "${message}"`,
          payload: { ...(errorCode && { errorCode }), ...(issues && { issues }) },
        });
        expect(await stored(page)).toBe(null);
      });
    }

    // FO-07
    for (const scenario of ['return_with_other_state', 'return_without_state']) {
      test(`${scenario} is refused before anything is sent`, async ({ page, customer, simulator }) => {
        await open(page, customer, simulator, scenario);
        await authorise(page);
        await expect.poll(() => names(page)).toEqual(['vendor_sdk_failed_loading', 'error']);
        const [, error] = await heard(page);
        expect(JSON.stringify(error)).toContain('A different session is being used to initialise the OneSDK');
        expect(await simulator.calls('frankieone', 'callback')).toBe(0);
        expect(await stored(page)).not.toBe(null);
      });
    }

    // FO-11
    test('an approval that comes too late is an error', async ({ page, customer, simulator }) => {
      await open(page, customer, simulator, 'cache_expired');
      await authorise(page);
      await page.locator('#approve').click();
      await expect.poll(() => names(page)).toEqual(['results', 'vendor_sdk_loaded', 'error']);
      expect((await heard(page))[2]?.[1]).toEqual({
        message: 'Failed sending confirmation: "The data has expired or does not exist"',
        payload: { errorCode: 'VENDOR_DATA_EXPIRED' },
      });
      await expect.poll(() => stored(page)).toBe(null);
    });

    // Contract F8
    test('an approval without an answer is heard of by nobody', async ({ page, customer, simulator }) => {
      await open(page, customer, simulator, 'approve_network_drop');
      await authorise(page);
      await page.locator('#approve').click();
      await expect.poll(() => stored(page)).toBe(null);
      await expect.poll(() => names(page)).toEqual(['results', 'vendor_sdk_loaded', 'unhandled']);
    });

    // Contract F6
    test('loading the callback page again sends the same code, which is used', async ({ page, customer, simulator }) => {
      await open(page, customer, simulator);
      await authorise(page);
      await expect(page.locator('#approve')).toBeEnabled();
      await page.reload();
      await expect.poll(() => names(page)).toEqual(['error', 'vendor_sdk_loaded']);
      expect((await heard(page))[0]?.[1]).toMatchObject({ payload: { errorCode: 'VENDOR_ACCESS_DENIED' } });
    });

    // Contract 2.3.3: what component('federation') throws.
    for (const [scenario, message] of [
      ['preloaded', /^Federation component initialised with an existing entity/],
      ['config_fails', /^Missing 'recipe\.federation'$/],
      ['config_empty', /^Missing 'recipe\.federation'$/],
      ['config_without_federation', /^Missing 'recipe\.federation'$/],
      ['config_without_idps', /^Missing 'recipe\.idps' dictionary$/],
      ['config_without_idp', /^Idp 'singpass' missing from 'recipe\.idps' configuration$/],
      ['config_without_redirect_url', /^'singpass\.redirect_url' is required$/],
      ['config_bad_redirect_url', /^The specified 'singpass\.redirect_url' needs to be a valid URL$/],
      ['config_bad_environment', /^Invalid enum value\. Expected 'production' \| 'sandbox' \| 'test', received 'staging'$/],
      ['config_http_in_production', /^When 'singpass\.environment' is 'production', the specified 'singpass\.redirect_url' needs/],
      ['utility_fails', /^Request failed with status code 500$/],
      ['machine_session_without_token', /^No token provided to session\.token$/],
      ['token_not_jwt', /^Invalid token specified/],
      ['token_already_expired', /^Request failed with status code 401$/],
      ['token_of_other_host', /^Network Error$/],
    ] as const) {
      test(`${scenario} is thrown`, async ({ page, customer, simulator }) => {
        await open(page, customer, simulator, scenario);
        await expect.poll(() => names(page)).toEqual(['thrown']);
        expect((await heard(page))[0]?.[1]).toMatch(message);
        expect(await stored(page)).toBe(null);
      });
    }

    test('a token from a header replaces the one in memory and not the stored one', async ({ page, customer, simulator }) => {
      await open(page, customer, simulator, 'token_replaced');
      await authorise(page);
      await page.locator('#approve').click();
      await expect.poll(() => names(page)).toContain('data_extracted_successfully');
    });

    test('an account on the second platform goes the same way', async ({ page, customer, simulator }) => {
      await simulator.switches('frankieone', { frankie2customer: true });
      await open(page, customer, simulator);
      await authorise(page);
      await page.locator('#approve').click();
      await expect.poll(() => names(page)).toContain('data_extracted_successfully');
    });

    // Contract 2.4
    test('without local storage the token waits in the session storage', async ({ page, customer, simulator }) => {
      await page.addInitScript(() =>
        Object.defineProperty(window, 'localStorage', {
          get() {
            throw new Error('denied');
          },
        }),
      );
      await open(page, customer, simulator);
      await authorise(page);
      await expect(page.locator('#approve')).toBeEnabled();
      expect(await page.evaluate(() => sessionStorage.getItem('onesdk-session'))).not.toBe(null);
      await page.locator('#approve').click();
      await expect.poll(() => names(page)).toContain('data_extracted_successfully');
    });

    // FO-06: the second session has to be about the same reference, whatever the document says.
    test('a stored token of another reference is overwritten, and the flow fails', async ({ page, customer, simulator }) => {
      await open(page, customer, simulator);
      await expect(page.locator('#start')).toBeEnabled();
      customer.begin('happy');
      await authorise(page);
      await expect.poll(() => names(page)).toEqual(['vendor_sdk_failed_loading', 'error']);
      expect(JSON.stringify(await heard(page))).toContain('A different session is being used');
    });

    // Contract 2.7
    test('dummy mode leaves nothing to a server', async ({ page, customer, simulator }) => {
      const singpass = { environment: 'sandbox', client_id: 'x', attributes: 'name', purpose: 'x', redirect_url: 'http://127.0.0.1/' };
      const recipe = { federation: 'singpass', idps: { singpass } };
      await open(page, customer, simulator, 'happy', { mode: { modeName: 'dummy', mocks: {} }, recipe });
      await page.locator('#start').click();
      await page.waitForURL((url) => url.searchParams.get('state') === 'none' && url.searchParams.has('code'));
      await page.locator('#approve').click();
      await expect.poll(() => names(page)).toEqual(['results', 'vendor_sdk_loaded', 'data_extracted_successfully']);
      const [results, , done] = await heard(page);
      const somebody = { name: { givenName: 'Dummy name', familyName: 'Family' }, addresses: [], documents: {} };
      expect(results?.slice(1, 3)).toEqual([somebody, 'STATUS_OK']);
      expect(done?.[1]).toEqual({});
      expect(await stored(page)).toBe(null);
      await open(page, customer, simulator, 'happy', { mode: 'dummy', recipe });
      await expect.poll(() => names(page)).toEqual(['thrown']);
      expect((await heard(page))[0]?.[1]).toMatch(/^Federation component initialised with an existing entity/);
    });

    test('the sandbox, where nothing is signed, goes the same way', async ({ page, customer, simulator }) => {
      await simulator.switches('frankieone', { environment: 'sandbox' });
      await open(page, customer, simulator);
      await authorise(page, { as: 'unformatted' });
      await page.locator('#approve').click();
      await expect.poll(() => names(page)).toContain('data_extracted_successfully');
    });
  });
}

// The document's other identity providers, which the published SDK has no wrapper for yet.
test.describe('an OpenID Connect provider through the script of the simulator', () => {
  for (const idp of ['google', 'okta', 'facebook']) {
    test(`${idp} gives an individual that is imported`, async ({ page, customer, simulator }) => {
      const reference = customer.begin('happy', { recipe: idp });
      await simulator.redirectUrl(`${customer.origin}/simulator/return`);
      await page.goto(`${customer.origin}/simulator/`);
      await authorise(page);
      await page.locator('#approve').click();
      await expect.poll(() => names(page)).toContain('data_extracted_successfully');
      const { entities, sessions } = await simulator.frankieone();
      expect(entities.map((entity) => entity.reference)).toEqual([reference]);
      expect(entities[0]?.individual).toMatchObject({ name: { displayName: 'KARI SYNTHETIC' } });
      expect(sessions.map((session) => session.fetched?.idp).filter(Boolean)).toEqual([idp]);
    });
  }

  test('a person who does not agree is told why', async ({ page, customer, simulator }) => {
    customer.begin('happy', { recipe: 'okta' });
    await simulator.redirectUrl(`${customer.origin}/simulator/return`);
    await page.goto(`${customer.origin}/simulator/`);
    await authorise(page, { agree: false });
    await expect.poll(() => names(page)).toEqual(['vendor_sdk_failed_loading', 'error']);
    expect((await heard(page))[1]?.[1]).toMatchObject({ payload: { vendor: 'okta' } });
  });
});

// What no document says is at least the same for both.
for (const scenario of [
  'individual_missing',
  'individual_empty',
  'individual_html',
  'unknown_fields',
  'without_result_status',
  'unknown_error_code',
  'error_html',
  'return_code_and_error',
  'return_error_other_state',
]) {
  test(`${scenario} is heard in the same way from both scripts`, async ({ page, customer, simulator }) => {
    const all: Event[][] = [];
    for (const script of ['npm', 'simulator']) {
      const reference = customer.begin(scenario);
      await simulator.redirectUrl(`${customer.origin}/${script}/return`);
      await page.goto(`${customer.origin}/${script}/`);
      await page.evaluate(() => localStorage.clear());
      await page.reload();
      await authorise(page);
      await expect.poll(async () => (await heard(page)).length).toBe(2);
      const text = JSON.stringify(await heard(page)).replaceAll(reference, '').replaceAll(/"instanceName":"[^"]*"/g, '"instanceName":""');
      all.push(JSON.parse(text) as Event[]);
    }
    expect(all[1]).toEqual(all[0]);
  });
}
