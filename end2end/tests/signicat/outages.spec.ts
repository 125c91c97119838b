import type { Applicant } from '../../fixtures/applicant';
import { expect, test } from '../../fixtures/test';

const unreachable = 'Signicat cannot be reached at the moment. Nothing is lost. Wait a minute and try again.';
/** How long calls stay shut after too many failures. */
const COOL_DOWN_MS = 30_000;
/** How many are too many. */
const FAILURES = 5;

/** Our own server says so when a provider cannot be reached. */
const UNAVAILABLE = /status of 503 .*\/(fn\/launch|leave)\)$/;

const note = (applicant: Applicant) => applicant.page.locator('.frame__note');
const retry = (applicant: Applicant) => applicant.page.getByRole('button', { name: 'Try again' });

for (const fault of ['down', 'http_500', 'http_503', 'rate_limited', 'truncated'] as const) {
  // SG-18, SG-01
  test(`Signicat ${fault} while the frame is opened: a word, and trying again works`, async ({ applicant, simulator, complaints }) => {
    complaints.expect(UNAVAILABLE);
    await simulator.fault('signicat', { fault, route: 'create', retry_after: 1 });
    await applicant.begin();
    await applicant.openFrame();
    await expect(note(applicant)).toHaveText(unreachable);
    await expect(applicant.frame).toHaveCount(0);
    await simulator.mend('signicat');
    // What Retry-After asked for.
    await simulator.advance(2_000);
    await retry(applicant).click();
    await applicant.prove();
    await applicant.isDone();
  });
}

for (const [fault, heading] of [
  ['forbidden', 'This step is not set up correctly'],
  ['not_json', 'Something broke at the provider'],
  ['redirect', 'Something broke at the provider'],
] as const) {
  // SG-18
  test(`Signicat answers ${fault} to a new session: the page "${heading}"`, async ({ applicant, simulator }) => {
    await simulator.fault('signicat', { fault, route: 'create' });
    await applicant.begin();
    await applicant.page.goto(applicant.at());
    await applicant.choose('frame');
    await applicant.reaches(applicant.at('ended'), heading);
  });
}

test('SG-18 a token that Signicat no longer takes is replaced without anybody noticing', async ({ applicant, simulator }) => {
  await simulator.revokeTokens('signicat');
  await applicant.begin();
  await applicant.openFrame();
  await applicant.prove();
  await applicant.isDone();
  expect(await simulator.calls('signicat', 'token')).toBe(1);
});

test('SG-18 one token serves many sessions', async ({ applicant, simulator, page }) => {
  await simulator.revokeTokens('signicat');
  for (let count = 0; count < 3; count += 1) {
    await applicant.begin();
    await applicant.openFrame();
    await applicant.screen.locator('#phone').waitFor();
  }
  await page.goto('about:blank');
  expect(await simulator.calls('signicat', 'create')).toBe(4);
  expect(await simulator.calls('signicat', 'token')).toBe(1);
});

test('SG-18 Signicat is down: after five failures nobody is kept waiting, and it recovers', async ({
  applicant,
  simulator,
  page,
  complaints,
}) => {
  complaints.expect(UNAVAILABLE);
  await simulator.fault('signicat', { fault: 'down' });
  await applicant.begin();
  await applicant.openFrame();
  const tryAgain = async () => {
    await expect(note(applicant)).toHaveText(unreachable);
    const answered = page.waitForResponse('**/fn/launch');
    await retry(applicant).click();
    await answered;
  };
  for (let failures = 1; failures < FAILURES; failures += 1) await tryAgain();
  expect(await simulator.calls('signicat', 'create')).toBe(FAILURES);
  await tryAgain();
  await simulator.mend('signicat');
  await tryAgain();
  await expect(note(applicant)).toHaveText(unreachable);
  expect(await simulator.calls('signicat', 'create')).toBe(FAILURES);
  // A page of its own says so too, and leads back.
  await page.getByRole('button', { name: 'Continue on a page of its own' }).click();
  await expect(page.locator('h1')).toHaveText('The provider cannot be reached');
  await page.locator('main .actions a').click();
  await simulator.advance(COOL_DOWN_MS + 1_000);
  await applicant.choose('frame');
  await applicant.hydrated();
  await applicant.prove();
  await applicant.isDone();
});

test('SG-09 Signicat is down when the frame returns: the page waits, and goes on by itself', async ({
  applicant,
  simulator,
  page,
}) => {
  await applicant.begin();
  await applicant.openFrame();
  await applicant.sendNumber();
  await simulator.fault('signicat', { fault: 'http_500', route: 'status' });
  await applicant.sendCode();
  await page.waitForURL(applicant.at('wait'));
  await expect(page.locator('h1')).toHaveText('We are waiting for Signicat');
  await simulator.mend('signicat');
  await applicant.isDone();
});

test('a browser that is offline while it waits says so, and goes on', async ({ applicant, simulator, page, context, complaints }) => {
  complaints.expect(/ERR_INTERNET_DISCONNECTED/);
  await simulator.next('signicat', 'status_never');
  await applicant.begin();
  await applicant.openFrame();
  await applicant.prove();
  await page.waitForURL(applicant.at('wait'));
  await page.locator('.live[data-hydrated]').waitFor();
  await context.setOffline(true);
  await expect(page.locator('.live__text')).toHaveText('We cannot reach our server at the moment. We keep trying.');
  await context.setOffline(false);
  await simulator.advance(1_201_000);
  await applicant.reaches(applicant.at('ended'), 'The time ran out');
});
