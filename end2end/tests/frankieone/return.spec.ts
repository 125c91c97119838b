import { expect, Federation, headings, test } from '../../fixtures/frankieone';
import { frankieoneIdpUrl } from '../../fixtures/simulator';

test('FO-05 whoever does not agree at Singpass comes back to a page that says so', async ({ federation, page }) => {
  await federation.arrive();
  await federation.decide(false);
  await federation.stops(headings.cancelled);
  await page.getByRole('button', { name: 'Try again on a page of its own' }).click();
  await page.getByRole('button', { name: 'Go to FrankieOne' }).click();
  await federation.decide();
  await federation.shows(headings.review);
});

for (const [spelling, scenario, heading] of [
  ['hyphen', 'idp_denied', headings.cancelled],
  ['underscore', 'idp_500', headings.broken],
  ['hyphen', 'idp_503', headings.unavailable],
  ['underscore', 'idp_error_html', headings.broken],
  ['hyphen', 'return_code_and_error', headings.broken],
] as const) {
  test(`FO-20 ${scenario}, its text spelled with ${spelling}: “${heading}”`, async ({ federation, page, simulator }) => {
    await simulator.switches('frankieone', { error_description: spelling });
    await federation.plays(scenario);
    await federation.arrive();
    await federation.decide();
    await federation.reaches(federation.at('ended'), heading);
    await expect(page.locator('main img, main b')).toHaveCount(0);
    expect(await federation.token()).toBeNull();
    expect(await simulator.calls('frankieone', 'callback')).toBe(0);
  });
}

for (const scenario of ['return_with_other_state', 'return_without_state', 'return_error_other_state', 'code_of_other_session'] as const) {
  test(`FO-07 ${scenario} is refused`, async ({ federation, page, simulator, complaints }) => {
    complaints.expect(/\/federation\/v1\/callback\//);
    await federation.plays(scenario);
    await federation.arrive();
    await federation.decide();
    await page.waitForURL(federation.at('ended'));
    // A code of another session is found out by the BFF, not by the address.
    await federation.shows(scenario === 'code_of_other_session' ? headings.denied : headings.notOurs);
    expect(await federation.entities()).toEqual([]);
    if (scenario !== 'code_of_other_session') expect(await simulator.calls('frankieone', 'callback')).toBe(0);
  });
}

// Contract F7: OneSDK puts the code into its URL as it is.
for (const scenario of ['code_plus', 'code_percent', 'code_ampersand'] as const) {
  test(`FO-07 ${scenario}: a code that would become something else is not sent`, async ({ federation, simulator }) => {
    await federation.plays(scenario);
    await federation.arrive();
    await federation.decide();
    await federation.reaches(federation.at('ended'), headings.broken);
    expect(await simulator.calls('frankieone', 'callback')).toBe(0);
  });
}

test('FO-15 a code that was used or ran out leads to another try', async ({ federation, page, complaints }) => {
  complaints.expect(/\/federation\/v1\/callback\//);
  await federation.plays('code_expired');
  await federation.arrive();
  await federation.decide();
  await federation.reaches(federation.at('ended'), headings.denied);
  await expect(page.getByRole('button', { name: 'Try again on a page of its own' })).toBeVisible();
});

// Contract F5: a page that starts by itself whenever it is loaded goes round in a circle.
test('a return without anything starts nothing by itself', async ({ federation, page, simulator }) => {
  await federation.plays('return_without_anything');
  await federation.arrive();
  await federation.decide();
  await federation.shows(headings.again);
  expect(await simulator.calls('frankieone', 'idp_authorise')).toBe(1);
  await page.getByRole('button', { name: 'Stop this step' }).click();
  await federation.stops(headings.left);
});

test('the back button at Singpass leads to a choice, and on from there', async ({ federation, page }) => {
  await federation.arrive();
  await page.goBack();
  await federation.shows(headings.again);
  await page.getByRole('button', { name: 'Continue to Singpass' }).click();
  await page.waitForURL(`${frankieoneIdpUrl}/**`);
  await federation.decide();
  await federation.shows(headings.review);
  await federation.confirm();
  await federation.isDone();
});

test('another browser that gets the way back is told where to go', async ({ federation, page, browser }) => {
  await federation.arrive();
  const back = page.waitForRequest((request) => request.url().startsWith(`${federation.returnPage}?`));
  await federation.decide();
  const other = await browser.newContext();
  const there = await other.newPage();
  await there.goto((await back).url());
  await expect(there.locator('h1')).toHaveText(headings.otherBrowser);
  await other.close();
  // The one that it began in goes on.
  await federation.shows(headings.review);
  await federation.confirm();
  await federation.isDone();
});

test('a second tab takes over, and the first one has nothing to say any more', async ({ federation, page, context, complaints }) => {
  await federation.review();
  const tab = await context.newPage();
  const second: Federation = federation.in(tab);
  await second.review('citizen');
  // What is superseded is not finished from here, whatever its page shows.
  complaints.expect(/\/sdk\/frankieone\/finish/);
  await federation.deny();
  await page.waitForURL(federation.at());
  await second.confirm();
  await second.isDone();
});
