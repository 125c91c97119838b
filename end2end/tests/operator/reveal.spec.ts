import { PHONE } from '../../fixtures/applicant';
import { expect, test } from '../../fixtures/operator';
import { asksForAPerson, caseOf } from './cases';

const WHY = 'The applicant calls and asks for it';
const MINUTE = 60_000;

// SEC-149, SEC-183: masked for everybody; one value, with a reason, for five minutes, for whoever asked; and written down.
test('a value is masked until somebody says why they need it', async ({ applicant, desks, time }) => {
  const id = await asksForAPerson(applicant);
  const page = await desks.of('reviewer');
  const other = await desks.of('admin');
  const facts = page.locator('section', { has: page.locator('#facts') });
  await page.goto(caseOf(id));
  expect(await page.content()).not.toContain(PHONE);
  const value = facts.locator('dd', { has: page.locator('.masked') }).first();
  await expect(value).toContainText(PHONE.slice(-2));
  await value.getByRole('link', { name: /^Show/ }).click();

  const reason = page.getByLabel('Why you need it');
  await reason.fill('short');
  await page.getByRole('button', { name: 'Show it to me' }).click();
  // The browser itself says so, and nothing was sent.
  expect(await reason.evaluate((input: HTMLInputElement) => input.validity.tooShort)).toBe(true);
  await reason.fill(WHY);
  await page.getByRole('button', { name: 'Show it to me' }).click();
  await expect(facts.locator('.revealed')).toHaveText(PHONE);
  await expect(page.locator('main')).toContainText('Shown to you until');

  await other.goto(caseOf(id));
  expect(await other.content()).not.toContain(PHONE);
  await other.goto(`/dashboard/audit?onboarding=${id}`);
  await expect(other.locator('main')).toContainText('value.revealed');

  await time.advance(5 * MINUTE + 1_000);
  await page.reload();
  expect(await page.content()).not.toContain(PHONE);
  await expect(page.locator('main')).toContainText(WHY);
});
