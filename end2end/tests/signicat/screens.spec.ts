import { expect, test } from '../../fixtures/test';

test('SG-07 a wrong code is refused with the tries left, the right one is taken', async ({ applicant }) => {
  await applicant.begin();
  await applicant.openFrame();
  await applicant.sendNumber();
  await applicant.screen.locator('#code').fill('0');
  await applicant.screen.locator('form:has(#code) button').dispatchEvent('click');
  await expect(applicant.screen.locator('#problem')).toContainText('2');
  await applicant.sendCode();
  await applicant.isDone();
});

test('SG-07 three wrong codes end the session', async ({ applicant }) => {
  await applicant.begin();
  await applicant.openFrame();
  await applicant.sendNumber();
  for (const left of ['2', '1', undefined]) {
    await applicant.screen.locator('#code').fill('0');
    await applicant.screen.locator('form:has(#code) button').dispatchEvent('click');
    if (left) await expect(applicant.screen.locator('#problem')).toContainText(left);
  }
  await applicant.reaches(applicant.at('ended'), 'Something broke at the provider');
});

test('SG-07 a new code can be asked for after half a minute', async ({ applicant, simulator }) => {
  await applicant.begin();
  await applicant.openFrame();
  await applicant.sendNumber();
  const resend = applicant.screen.getByRole('button', { name: 'Send a new code' });
  await resend.dispatchEvent('click');
  await expect(applicant.screen.locator('#problem')).toContainText('in this many seconds');
  await simulator.advance(31_000);
  await resend.dispatchEvent('click');
  await expect(applicant.screen.getByRole('status')).toHaveText('A new code was sent.');
  await applicant.sendCode(applicant.screen, 2);
  await applicant.isDone();
});

test('SG-07 no text message arrives: the screen waits, and the session can be cancelled', async ({ applicant, simulator }) => {
  await simulator.next('signicat', 'sms_never');
  await applicant.begin();
  await applicant.openFrame();
  await applicant.sendNumber();
  await applicant.screen.locator('#code').waitFor();
  expect(await simulator.inbox()).toEqual([]);
  await applicant.screen.getByRole('button', { name: 'Cancel' }).dispatchEvent('click');
  await applicant.reaches(applicant.at('ended'), 'You cancelled this step');
});

test('SG-07 a code that ran out is refused, and the session goes on', async ({ applicant, simulator }) => {
  await simulator.next('signicat', 'code_expired');
  await applicant.begin();
  await applicant.openFrame();
  await applicant.sendNumber();
  await applicant.sendCode();
  await expect(applicant.screen.locator('#problem')).toContainText('has run out');
  expect((await simulator.session()).status).toBe('WAITING_FOR_USER');
});

test('SG-07 cancelling on the first screen leads to a page that offers to try again', async ({ applicant, page }) => {
  await applicant.begin();
  await applicant.openFrame();
  await applicant.screen.getByRole('button', { name: 'Cancel' }).dispatchEvent('click');
  await applicant.reaches(applicant.at('ended'), 'You cancelled this step');
  await expect(page.getByRole('button', { name: 'Try again on this page' })).toBeVisible();
});

test('SG-16 a number that the person changes in the frame is refused', async ({ applicant, simulator }) => {
  await applicant.begin();
  await applicant.openFrame();
  await applicant.screen.locator('#phone').fill('+44 7700 900 124');
  await applicant.prove();
  await applicant.reaches(applicant.at('ended'), 'A different phone number was confirmed');
  expect((await simulator.session()).phone).toBe('+447700900124');
});

test('SG-16 the same number written in another way is accepted', async ({ applicant }) => {
  await applicant.begin();
  await applicant.openFrame();
  await applicant.screen.locator('#phone').fill('0044 (7700) 900-123');
  await applicant.prove();
  await applicant.isDone();
});

test('SG-17 a session that ran out leads to a page from which the step starts again', async ({ applicant, simulator, page }) => {
  await applicant.begin();
  await applicant.openFrame();
  await applicant.screen.locator('#phone').waitFor();
  await simulator.advance(1_201_000);
  // The person finds out by using the frame; somebody who only watches, within 20 s.
  await applicant.sendNumber();
  await applicant.reaches(applicant.at('ended'), 'The time ran out');
  await page.getByRole('button', { name: 'Try again on this page' }).click();
  await applicant.hydrated();
  await applicant.prove();
  await applicant.isDone();
});

test('SG-17 a page that is only watched goes on by itself when the session ran out', async ({ applicant, page, time }) => {
  await time.install();
  await applicant.begin();
  await applicant.openFrame();
  await applicant.screen.locator('#phone').waitFor();
  await time.advance(1_201_000);
  await page.waitForURL(applicant.at('ended'));
  await expect(page.locator('h1')).toHaveText('The time ran out');
});
