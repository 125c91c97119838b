import type { Applicant } from '../../fixtures/applicant';
import { expect, test } from '../../fixtures/test';

const done = 'You are done';
const waiting = 'We are waiting for Signicat';
const cancelled = 'You cancelled this step';
const expired = 'The time ran out';
const broken = 'Something broke at the provider';
const notOurs = 'This answer belongs to another attempt';
const otherNumber = 'A different phone number was confirmed';

/** Signicat's sessions live 20 minutes. */
const LIFETIME_MS = 1_200_000;

const places = new Map([
  [done, 'result'],
  [waiting, 'wait'],
]);

/** What a person does in the frame, and the heading of the page that they reach. */
const outcomes: Record<string, { code?: false; heading: string; then?: string }> = {
  normal: { heading: done },
  abort: { code: false, heading: cancelled },
  cancelled: { code: false, heading: cancelled },
  error: { code: false, heading: broken },
  invalid: { code: false, heading: broken },
  expired: { code: false, heading: expired },
  // Unknown is not success, and ends with the session.
  unknown_status: { heading: waiting, then: expired },
  status_missing: { heading: waiting, then: expired },
  status_never: { heading: waiting, then: expired },
  // An answer about another session says nothing about ours.
  wrong_session_id: { heading: waiting, then: expired },
  status_late: { heading: waiting, then: done },
  edited_phone: { heading: otherNumber },
  no_nonce: { heading: notOurs },
  wrong_nonce: { heading: notOurs },
  nonce_twice: { heading: notOurs },
  no_subject: { heading: broken },
  no_phone: { heading: broken },
  wrong_provider: { heading: broken },
  phone_with_plus: { heading: done },
  phone_with_double_zero: { heading: done },
  phone_with_blanks: { heading: done },
  // The way of the return says nothing.
  success_return_but_error: { heading: broken },
  error_return_but_success: { heading: done },
};

/** These have tests of their own, in frame.spec.ts and screens.spec.ts. */
const elsewhere = [
  'sms_never',
  'code_expired',
  'never_returns',
  'frame_never_loads',
  'frame_ancestors_none',
  'cookies_blocked',
  'message_flood',
  'navigates_top',
];

async function reaches(applicant: Applicant, heading: string) {
  const place = places.get(heading) ?? 'ended';
  await applicant.reaches(place === 'result' ? applicant.result : applicant.at(place as 'wait' | 'ended'), heading);
}

for (const [scenario, { code, heading, then }] of Object.entries(outcomes)) {
  // SG-08, SG-09, SG-10, SG-11, SG-16, SG-17
  test(`Signicat's ${scenario} leads to "${heading}"${then ? `, then to "${then}"` : ''}`, async ({
    applicant,
    simulator,
    page,
  }) => {
    await simulator.next('signicat', scenario);
    await applicant.begin();
    await applicant.openFrame();
    await applicant.sendNumber();
    if (code !== false) await applicant.sendCode();
    if (heading === waiting && then === done) {
      // It may be over before anybody looks.
      await expect(page.locator('h1')).toHaveText(new RegExp(`${waiting}|${done}`));
    } else {
      await reaches(applicant, heading);
    }
    if (then !== done && then) await simulator.advance(LIFETIME_MS + 1_000);
    if (then) await reaches(applicant, then);
  });
}

// SG-10
test('every scenario of the simulated Signicat has a test', async ({ simulator }) => {
  expect([...Object.keys(outcomes), ...elsewhere].sort()).toEqual((await simulator.scenarios('signicat')).sort());
});

for (const [scenario, heading] of [
  ['abort', cancelled],
  ['error', broken],
  ['expired', expired],
  ['edited_phone', otherNumber],
  ['wrong_nonce', notOurs],
] as const) {
  // SG-09, SG-10, SG-13
  test(`on a page of its own, Signicat's ${scenario} leads to "${heading}"`, async ({ applicant, simulator, page }) => {
    await simulator.next('signicat', scenario);
    await applicant.begin();
    await page.goto(applicant.at());
    await applicant.choose('page');
    await applicant.leave();
    await applicant.sendNumber(page);
    if (['edited_phone', 'wrong_nonce'].includes(scenario)) await applicant.sendCode(page);
    await reaches(applicant, heading);
  });
}

test('SG-10 after an end that allows it, trying again works and uses up a try', async ({ applicant, simulator, page }) => {
  await simulator.next('signicat', 'abort');
  await applicant.begin();
  await applicant.openFrame();
  await applicant.sendNumber();
  await reaches(applicant, cancelled);
  await expect(page.locator('.tries')).toHaveText('You have 2 tries left.');
  await page.getByRole('button', { name: 'Try again on this page' }).click();
  await applicant.hydrated();
  await applicant.prove();
  await reaches(applicant, done);
});

test('SG-10 when no try is left the journey ends, and says whom to ask', async ({ applicant, simulator, page }) => {
  await applicant.begin();
  for (const left of ['You have 2 tries left.', 'You have 1 try left.', undefined]) {
    await simulator.next('signicat', 'error');
    await applicant.openFrame();
    await applicant.sendNumber();
    if (left === undefined) continue;
    await page.waitForURL(applicant.at('ended'));
    await expect(page.locator('.tries')).toHaveText(left);
  }
  await page.waitForURL(applicant.at('ended'));
  await expect(page.getByRole('button')).toHaveCount(0);
  await expect(page.locator('main')).toContainText('You cannot try this step again here. Ask for help: help@bank.example');
  await page.goto(applicant.tasks);
  await expect(page.locator('h1')).toHaveText('This cannot be completed here');
});
