import { expect, test } from '../../fixtures/operator';
import { REASON, asksForAPerson, caseOf, does, stands } from './cases';

// SEC-192: an erasure waits for a second person here.
test('an erasure is proposed by one admin, confirmed by another, and leaves nothing of the person', async ({ applicant, desks, complaints }) => {
  complaints.expect(/status of 422/);
  const id = await asksForAPerson(applicant);
  const one = await desks.of('admin');
  await one.goto(caseOf(id));
  await does(one, 'Erase', 'Propose');
  await expect(one).toHaveURL('/dashboard/proposals');
  const own = one.locator('article', { has: one.locator(`a[href="${caseOf(id)}"]`) });
  await expect(own).toContainText('You proposed this: somebody else has to confirm it.');
  await expect(own.getByRole('button', { name: /^Confirm/ })).toHaveCount(0);
  await stands(one, id, 'Needs review');

  // A reviewer may read of it, and not do it.
  const reviewer = await desks.of('reviewer');
  await reviewer.goto('/dashboard/proposals');
  const seen = reviewer.locator('article', { has: reviewer.locator(`a[href="${caseOf(id)}"]`) });
  await expect(seen).toContainText('You may not do this yourself, so you cannot confirm it.');

  const other = await desks.of('admin', { own: true });
  await other.goto('/dashboard/proposals');
  const theirs = other.locator('article', { has: other.locator(`a[href="${caseOf(id)}"]`) });
  await expect(theirs).toContainText(REASON);
  await expect(theirs).toContainText('Nothing changed since.');
  const reference = (await theirs.getByRole('link').first().textContent()) ?? '';
  await theirs.getByLabel(/^Type/).fill('something else');
  await theirs.getByRole('button', { name: /^Confirm/ }).click();
  await expect(other.locator('main')).toContainText('What you typed is not the reference of the case.');
  await theirs.getByLabel(/^Type/).fill(reference.trim());
  await theirs.getByRole('button', { name: /^Confirm/ }).click();
  await expect(other).toHaveURL('/dashboard/proposals');
  await expect(theirs).toHaveCount(0);
  await other.goto(caseOf(id));
  await expect(other.locator('main')).toContainText("This person's data was erased.");
});
