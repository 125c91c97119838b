import { expect, Federation, headings, test } from '../../fixtures/frankieone';
import { appUrl, frankieoneIdpUrl } from '../../fixtures/simulator';

const MINUTE = 60_000;

test('FO-09 the data is read-only, and the page says what a confirmation does and until when', async ({ federation, page }) => {
  await federation.review();
  await expect(page.locator('main :is(input, select, textarea)')).toHaveCount(0);
  await expect(page.locator('main')).toContainText('FrankieOne creates a record about you');
  await expect(page.locator('main')).toContainText('the company that asks for it can see the record');
  await expect(page.locator('main')).toContainText(/You have until \d\d:\d\d [AP]M to confirm\./);
  await expect(page.locator('h1')).toBeFocused();
  await expect(page).toHaveTitle(headings.review);
  expect(await federation.entities()).toEqual([]);
});

test('FO-09 the page speaks the language that the onboarding was begun in', async ({ page, simulator }) => {
  await page.goto('/start/singpass?lang=id');
  const federation = await Federation.begin(page, simulator);
  await page.goto(federation.at());
  await page.locator('button[name="presentation"][value="page"]').click();
  await page.locator('main form[action*="/sdk/"] button').click();
  await federation.decide();
  await federation.shows('Periksa data Anda sebelum digunakan');
  await expect(page.locator('html')).toHaveAttribute('lang', 'id');
  expect(await federation.facts()).toMatchObject({ Nama: ['KARI SYNTHETIC', 'Dari data pemerintah'] });
  await page.getByRole('button', { name: 'Data ini tidak benar' }).click();
  await page.waitForURL(federation.at('ended'));
});

test('FO-09 by keyboard alone', async ({ federation, page }) => {
  await federation.review();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Confirm' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'This is not right' })).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await federation.isDone();
});

test('FO-09 data that is not right is not taken over, and the step may be done again', async ({ federation, page }) => {
  await federation.review();
  await federation.deny();
  await federation.stops(headings.cancelled);
  await page.getByRole('button', { name: 'Try again on a page of its own' }).click();
  await page.getByRole('button', { name: 'Go to FrankieOne' }).click();
  await federation.decide(true, 'citizen');
  await federation.shows(headings.review);
  await federation.confirm();
  await federation.isDone();
  expect((await federation.entities()).map(({ dateOfBirth }) => dateOfBirth)).toEqual(['1981-06-15']);
});

// Contract F6: the code was used, and the address holds none any more.
test('a reload of the review begins afresh with one more visit of Singpass', async ({ federation, page }) => {
  await federation.review();
  await page.reload();
  await federation.shows(headings.again);
  expect(page.url()).toBe(federation.returnPage);
  await page.getByRole('button', { name: 'Continue to Singpass' }).click();
  await page.waitForURL(`${frankieoneIdpUrl}/**`);
  await federation.decide();
  await federation.shows(headings.review);
  await federation.confirm();
  await federation.isDone();
});

test('a reload of the review may be the end of it', async ({ federation, page }) => {
  await federation.review();
  await page.reload();
  await page.getByRole('button', { name: 'Stop this step' }).click();
  await federation.stops(headings.left);
});

test('FO-10 the back button after the end finds nothing to approve twice', async ({ federation, page }) => {
  await federation.review();
  await federation.confirm();
  await page.waitForURL(federation.result);
  await page.goto(federation.returnPage);
  await federation.shows(headings.otherBrowser);
  await page.goto(federation.result);
  await federation.isDone();
  expect(await federation.entities()).toHaveLength(1);
});

test('FO-11 data that waited too long on the page is said to be gone', async ({ federation, page }) => {
  await page.clock.install();
  await federation.review();
  await expect(page.getByText('Less than 5 minutes are left to confirm.')).toBeHidden();
  await page.clock.fastForward(26 * MINUTE);
  await expect(page.getByText('Less than 5 minutes are left to confirm.')).toBeVisible();
  await page.clock.fastForward(5 * MINUTE);
  await federation.shows(headings.expired);
  await page.getByRole('button', { name: 'Continue' }).click();
  await federation.stops(headings.dataExpired);
});

// The page's timer slept, as timers of phones do; FrankieOne's did not.
test('FO-11 data that expired at FrankieOne leads to a page that runs the step again', async ({ federation, page, simulator, time, complaints }) => {
  complaints.expect(/\/federation\/v1\/singpass\/entity/);
  await federation.review();
  await time.advance(31 * MINUTE);
  await federation.confirm();
  await federation.stops(headings.dataExpired);
  await simulator.reset();
  await page.getByRole('button', { name: 'Try again on a page of its own' }).click();
  await expect(page.getByRole('button', { name: 'Go to FrankieOne' })).toBeVisible();
});

for (const [scenario, what] of [
  ['approve_without_entity_id', 'the answer names no entity'],
  ['approve_other_entity_id', 'the answer names another entity'],
] as const) {
  test(`FO-10 approved all the same when ${what}`, async ({ federation }) => {
    await federation.plays(scenario);
    await federation.review();
    await federation.confirm();
    await federation.isDone();
    expect(await federation.entities()).toHaveLength(1);
  });
}

// Contract F8: OneSDK says nothing when the connection drops; it trips over the answer that it did not get.
for (const [scenario, imported] of [
  ['approve_network_drop', false],
  ['approve_answer_lost', true],
  ['approve_never_answers', true],
] as const) {
  test(`after ${scenario} our server is asked`, async ({ federation, page, complaints }) => {
    complaints.expect(/\/federation\/v1\/singpass\/entity|error\.response\.data/);
    await page.clock.install();
    await federation.plays(scenario);
    await federation.review();
    await federation.confirm();
    await expect(page.getByText('Sending your confirmation.')).toBeVisible();
    if (imported) await expect.poll(async () => (await federation.entities()).length).toBe(1);
    await page.clock.fastForward(21_000);
    await (imported ? federation.isDone() : federation.stops(headings.unavailable));
  });
}

test('an approval that the poll finds first leads to the same end', async ({ federation, page, time, complaints }) => {
  complaints.expect(/\/federation\/v1\/singpass\/entity|error\.response\.data|\/sdk\/frankieone\/finish/);
  await page.clock.install();
  await federation.plays('approve_answer_lost');
  await federation.review();
  await federation.confirm();
  await expect.poll(async () => (await federation.entities()).length).toBe(1);
  await time.advance(60_000);
  await expect.poll(async () => (await federation.reads())).toBeGreaterThan(0);
  await page.clock.fastForward(21_000);
  await federation.isDone();
});

test('FO-19 an approval that fails imports nothing', async ({ federation, complaints }) => {
  complaints.expect(/\/federation\/v1\/singpass\/entity/);
  await federation.plays('approve_server_error');
  await federation.review();
  await federation.confirm();
  await federation.stops(headings.broken);
});

test('an individual that is there a little later is waited for', async ({ federation, page, time }) => {
  await federation.plays('read_back_late');
  await federation.review();
  await federation.confirm();
  await page.waitForURL(federation.at('wait'));
  await federation.shows('We are waiting for FrankieOne');
  for (let asked = 0; asked < 4; asked += 1) await time.advance(10_000);
  await federation.isDone();
});

test('a browser that was closed on the way home is found out about', async ({ federation, page, context, time, complaints }) => {
  complaints.expect(/net::ERR_FAILED/);
  await federation.review();
  // The approval is sent, and the page is gone before it can say so.
  await page.route('**/sdk/frankieone/finish', (route) => route.abort());
  await federation.confirm();
  await expect.poll(async () => (await federation.entities()).length).toBe(1);
  const elsewhere = await context.newPage();
  await page.close();
  await time.advance(60_000);
  await expect(async () => {
    await elsewhere.goto(`${appUrl}/o/${federation.id}`);
    await expect(elsewhere.locator('h1')).toHaveText(headings.done, { timeout: 1_000 });
  }).toPass();
});
