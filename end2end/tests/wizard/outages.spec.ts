import { expect, test } from '../../fixtures/test';

const OFFLINE = /ERR_INTERNET_DISCONNECTED/;

test('a provider that takes its time: the page says that it loads, and nothing moves when the screen comes', async ({
  applicant,
  page,
}) => {
  let arrives = () => {};
  const arrival = new Promise<void>((resolve) => (arrives = resolve));
  await page.route('**/fn/launch', async (route) => {
    await arrival;
    await route.continue();
  });
  await applicant.begin();
  await page.goto(applicant.at());
  await applicant.choose('frame');
  await page.waitForURL(applicant.at('frame'));
  await applicant.hydrated();
  await expect(page.locator('.frame__loading')).toBeVisible();
  await expect(page.locator('.frame__loading')).toContainText('Loading the screen of Signicat…');
  const before = await page.locator('.frame__box').boundingBox();
  arrives();
  await applicant.screen.locator('#phone').waitFor();
  await expect(page.locator('.frame__loading')).toBeHidden();
  expect(await page.locator('.frame__box').boundingBox()).toEqual(before);
  await applicant.prove();
  await applicant.isDone();
});

test('a connection that breaks while the page waits: a word, and on again', async ({ applicant, page, context, complaints, simulator }) => {
  complaints.expect(OFFLINE);
  await simulator.next('signicat', 'status_never');
  await applicant.begin();
  await applicant.openFrame();
  await applicant.prove();
  await page.waitForURL(applicant.at('wait'));
  const live = page.getByRole('status');
  await expect(live).toHaveText('Still waiting for the result.');
  await context.setOffline(true);
  await expect(live).toHaveText('We cannot reach our server at the moment. We keep trying.');
  await context.setOffline(false);
  await expect(live).toHaveText('Still waiting for the result.');
  // Who does not want to wait for it may ask.
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.locator('h1')).toHaveText('We are waiting for Signicat');
});

test('the provider is down for a page of its own: a page that says so, a way back, and it recovers', async ({
  applicant,
  page,
  complaints,
  simulator,
}) => {
  complaints.expect(/status of 503/);
  await simulator.fault('signicat', { fault: 'down', route: 'create' });
  await applicant.begin();
  // As often as it takes until our server does not even ask any more.
  let asked = -1;
  for (let tries = 0; tries < 8 && asked !== (await simulator.calls('signicat', 'create')); tries += 1) {
    asked = await simulator.calls('signicat', 'create');
    await page.goto(applicant.at());
    await applicant.choose('page');
    await expect(page.locator('h1')).toHaveText('The provider cannot be reached');
    await expect(page.locator('main')).toContainText('Nothing is lost.');
  }
  expect(asked).toBe(await simulator.calls('signicat', 'create'));
  await simulator.mend('signicat');
  await page.getByRole('link', { name: 'Continue' }).click();
  await expect(page).toHaveURL(applicant.tasks);
  await simulator.advance(31_000);
  await page.getByRole('link', { name: 'Continue' }).click();
  await applicant.choose('page');
  await applicant.leave();
  await applicant.prove(page);
  await applicant.isDone();
});
