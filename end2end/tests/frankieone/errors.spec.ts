import { expect, headings, TOKEN, test } from '../../fixtures/frankieone';

// FO-20: none of these pages depends on the text of an error, and none shows it.
const FOREIGN = /server error|Invalid authorisation|Could not|Incorrect|There was an issue|denied the access|has expired|not valid|Unexpected data|Unable to process/;

const failures: [requirement: string, scenario: string, heading: string][] = [
  ['FO-12', 'vendor_server_error', headings.unavailable],
  ['FO-13', 'vendor_unauthorised', headings.misconfigured],
  ['FO-14', 'mandatory_name', headings.missing],
  ['FO-14', 'mandatory_dob', headings.missing],
  ['FO-14', 'mandatory_regadd', headings.missing],
  ['FO-14', 'mandatory_uinfin', headings.missing],
  ['FO-14', 'validation_country', headings.missing],
  ['FO-14', 'vendor_no_profile', headings.broken],
  ['FO-14', 'vendor_unknown_issue', headings.broken],
  ['FO-15', 'vendor_code_refused', headings.denied],
  ['FO-16', 'vendor_forbidden', headings.misconfigured],
  ['FO-17', 'invalid_config', headings.misconfigured],
  ['FO-18', 'unexpected_attribute', headings.misconfigured],
  ['FO-19', 'unreadable_person', headings.broken],
  ['FO-20', 'unknown_error_code', headings.broken],
  ['FO-20', 'error_not_json', headings.broken],
  ['FO-20', 'error_html', headings.broken],
  ['FO-08', 'callback_network_drop', headings.broken],
];

for (const [requirement, scenario, heading] of failures) {
  test(`${requirement} ${scenario}: “${heading}”`, async ({ federation, page, complaints }) => {
    complaints.expect(/\/federation\/v1\/callback\//);
    await federation.plays(scenario);
    await federation.arrive();
    await federation.decide();
    await federation.reaches(federation.at('ended'), heading);
    await expect(page.locator('main')).not.toContainText(FOREIGN);
    await expect(page.locator('main img, main b')).toHaveCount(0);
    expect(await page.title()).not.toBe('forged');
    expect(await federation.entities()).toEqual([]);
    expect(await federation.token()).toBeNull();
  });
}

test('FO-14 issues are read in whatever shape they come', async ({ federation, simulator, complaints }) => {
  complaints.expect(/\/federation\/v1\/callback\//);
  await simulator.switches('frankieone', { issues: 'strings', issues_always: true });
  await federation.arrive();
  await federation.decide(true, 'without_dob');
  await federation.reaches(federation.at('ended'), headings.missing);
});

// FO-12, FO-19: what the applicant had no part in may be tried again at once.
test('FO-12 after a failure of the provider the step is done again', async ({ federation, page, simulator, complaints }) => {
  complaints.expect(/\/federation\/v1\/callback\//);
  await federation.plays('vendor_server_error');
  await federation.arrive();
  await federation.decide();
  await federation.reaches(federation.at('ended'), headings.unavailable);
  await simulator.reset();
  await page.getByRole('button', { name: 'Try again on a page of its own' }).click();
  await page.getByRole('button', { name: 'Go to FrankieOne' }).click();
  await federation.decide();
  await federation.shows(headings.review);
  await federation.confirm();
  await federation.isDone();
});

test('the script that does not load is said at once, and the way back works', async ({ federation, page, simulator, complaints }) => {
  complaints.expect(/oneSdk\.umd\.js/);
  await simulator.fault('frankieone', { fault: 'http_503', route: 'script' });
  await federation.leave();
  await federation.shows('This step does not work at the moment');
  await page.getByRole('button', { name: 'Go back' }).click();
  await federation.reaches(federation.at('ended'), headings.broken);
});

test('a OneSDK that does not begin ends the step before anybody is sent away', async ({ federation, simulator, complaints }) => {
  complaints.expect(/\/onesdk\/v2\/config/);
  await federation.plays('utility_fails');
  await federation.leave();
  await federation.reaches(federation.at('ended'), headings.broken);
  expect(await simulator.calls('frankieone', 'idp_authorise')).toBe(0);
});

test('a session that runs out on the way ends with an error, not with a circle', async ({ federation, complaints }) => {
  complaints.expect(/\/federation\/v1\/callback\//);
  await federation.plays('session_expires');
  await federation.arrive();
  await federation.decide();
  await federation.reaches(federation.at('ended'), headings.broken);
  expect(await federation.token()).toBeNull();
});

test('FO-24 an individual without data is an error, and nothing is approved', async ({ federation }) => {
  await federation.plays('individual_missing');
  await federation.arrive();
  await federation.decide();
  await federation.reaches(federation.at('ended'), headings.broken);
  expect(await federation.entities()).toEqual([]);
});

test('FO-24 the second parameter of results changes nothing', async ({ federation }) => {
  await federation.plays('unknown_result_status');
  await federation.review();
  await federation.confirm();
  await federation.isDone();
});

test('an individual that names another case is not shown', async ({ federation }) => {
  await federation.plays('individual_names_other');
  await federation.arrive();
  await federation.decide();
  await federation.reaches(federation.at('ended'), headings.notOurs);
});

test('FO-20 markup in a value is text', async ({ federation, page }) => {
  await federation.plays('individual_html');
  await federation.review();
  expect((await federation.facts()).Name?.[0]).toBe('<img src=x onerror=alert(1)> <b>SYNTHETIC</b>');
  await expect(page.locator('main img, main b')).toHaveCount(0);
});

test('another case’s token in this browser is neither used nor removed', async ({ federation, context }) => {
  await federation.arrive();
  // Another tab began another case meanwhile: its token is the stored one now.
  const other = JSON.stringify(`x.${Buffer.from(JSON.stringify({ data: { reference: 'another' } })).toString('base64url')}.x`);
  const tab = await context.newPage();
  await tab.goto(federation.returnPage);
  await tab.evaluate(([key, value]) => localStorage.setItem(key ?? '', value ?? ''), [TOKEN, other]);
  await tab.close();
  await federation.decide();
  await federation.reaches(federation.at('ended'), headings.notOurs);
  expect(await federation.token()).toBe(other);
});
