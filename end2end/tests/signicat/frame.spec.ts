import { expect, test } from '../../fixtures/test';

// What Chromium says when a frame must not be shown, whoever's policy it is.
const REFUSED = /frame-ancestors|Refused to frame|Framing '/;

test('SG-13 a frame that no site may show: the way to a page of its own works', async ({ applicant, simulator, page, complaints }) => {
  complaints.expect(REFUSED);
  await simulator.next('signicat', 'frame_ancestors_none');
  await applicant.begin();
  await applicant.openFrame();
  await page.getByRole('button', { name: 'Continue on a page of its own' }).click();
  await applicant.leave();
  await applicant.prove(page);
  await applicant.isDone();
});

test('SG-13 a frame that never loads: a word after 10 s, another after 30 s, and the other way works', async ({
  applicant,
  simulator,
  page,
  time,
}) => {
  await time.install();
  await simulator.next('signicat', 'frame_never_loads');
  await applicant.begin();
  await applicant.openFrame();
  await expect(applicant.frame).toHaveCount(1);
  const note = page.locator('.frame__note');
  await expect(note).toBeHidden();
  await time.advance(10_000);
  await expect(note).toHaveText(
    'This is taking longer than usual. You can wait a little, or use the other way below. Nothing is lost.',
  );
  await time.advance(20_000);
  await expect(note).toContainText('The screen of Signicat does not answer.');
  await page.getByRole('button', { name: 'Continue on a page of its own' }).click();
  await applicant.leave();
  await applicant.prove(page);
  await applicant.isDone();
});

test('SG-12 the frame works with a partitioned cookie only, wherever third-party cookies are blocked', async ({
  applicant,
  simulator,
  page,
  context,
  blocked,
  complaints,
}) => {
  // The provider's own answer where the cookie does not arrive.
  if (blocked) complaints.expect(/status of 403/);
  await simulator.switches('signicat', { chips: false });
  await applicant.begin();
  await applicant.openFrame();
  if (!blocked) {
    await applicant.prove();
    await applicant.isDone();
    return;
  }
  await expect(applicant.screen.locator('h1')).toHaveText('Cookies are blocked');
  await simulator.switches('signicat', { chips: true });
  await page.reload();
  await applicant.hydrated();
  await applicant.prove();
  await applicant.isDone();
  const cookie = (await context.cookies()).find(({ name }) => name === 'signicat_sim_browser');
  expect(cookie).toMatchObject({ sameSite: 'None', secure: true, httpOnly: true });
  expect(cookie?.partitionKey).toBeTruthy();
});

test('SG-13 a frame that gets no cookie says so, and the page of its own works', async ({ applicant, simulator, page, complaints }) => {
  // The provider's own answer is 403.
  complaints.expect(/status of 403/);
  await simulator.next('signicat', 'cookies_blocked');
  await applicant.begin();
  await applicant.openFrame();
  await expect(applicant.screen.locator('h1')).toHaveText('Cookies are blocked');
  await page.getByRole('button', { name: 'Continue on a page of its own' }).click();
  await applicant.leave();
  await applicant.prove(page);
  await applicant.isDone();
});

test('SG-08 a closing screen that never returns: Continue waits, and the step ends with the session', async ({
  applicant,
  simulator,
  page,
}) => {
  await simulator.next('signicat', 'never_returns');
  await applicant.begin();
  await applicant.openFrame();
  await applicant.prove();
  await expect(applicant.screen.locator('h1')).toHaveText('You are identified');
  // Without the nonce our server does not know: SUCCESS is not believed, and not asked for either.
  expect(await simulator.calls('signicat', 'status')).toBe(0);
  await page.getByRole('link', { name: 'Continue', exact: true }).click();
  await page.waitForURL(applicant.at());
  await simulator.advance(1_201_000);
  await expect
    .poll(async () => {
      await page.goto(applicant.tasks);
      return page.locator('.task').last().innerText();
    })
    .toContain('There is a problem');
  await page.goto(applicant.at());
  await applicant.reaches(applicant.at('ended'), 'The time ran out');
});

// SEC-127: what is flooded answers.
test('SG-08 messages by the thousand change nothing and do not keep the page busy', async ({ applicant, simulator, page, complaints }) => {
  // Our server stores 20 messages of a check a minute, refused ones included. Whether the island's last report meets
  // that bound depends on how long the flood lasts.
  complaints.expect(/status of 429 .*\/fn\/report_(message|refused)\)$/);
  await simulator.next('signicat', 'message_flood');
  await page.addInitScript(() => {
    const counted = window as unknown as { messages: number };
    counted.messages = 0;
    addEventListener('message', () => (counted.messages += 1));
  });
  await applicant.begin();
  await applicant.openFrame();
  await expect
    .poll(() => page.evaluate(() => (window as unknown as { messages: number }).messages), { timeout: 20_000 })
    .toBeGreaterThanOrEqual(10_000);
  await expect(page).toHaveURL(applicant.at('frame'));
  expect(await simulator.calls('signicat', 'status')).toBe(0);
  await applicant.prove();
  await applicant.isDone();
});

// SEC-133
test('SG-05 a frame that wants to take the whole window away does not get it', async ({ applicant, simulator, page, complaints }) => {
  complaints.expect(/Unsafe attempt to initiate navigation|Failed to set the 'href' property/);
  await simulator.next('signicat', 'navigates_top');
  await applicant.begin();
  await applicant.openFrame();
  await applicant.screen.locator('#phone').waitFor();
  await expect(page).toHaveURL(applicant.at('frame'));
  await applicant.prove();
  await applicant.isDone();
});
