import { type Page } from '@playwright/test';

import { expect, test } from '../../fixtures/operator';
import { REASON, asksForAPerson, caseOf, does, opens, reference, stands } from './cases';

const LIFTED = 'The court has closed the matter.';

/** Places a hold, or lifts it, with this reason. */
async function sends(page: Page, what: 'Place a hold' | 'Lift the hold', reason: string): Promise<void> {
  const form = await opens(page, what);
  await form.getByLabel('Why').fill(reason);
  await form.getByRole('button', { name: what }).click();
}

/** The case's form of this name. */
const form = (page: Page, name: string) => page.locator('summary', { hasText: new RegExp(`^${name}$`) });

/** The line of the case in the list of what is on hold. */
async function listed(page: Page, id: string) {
  await page.goto('/dashboard/onboardings');
  await page.getByLabel('Legal hold').selectOption('On hold');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await page.waitForURL(/hold=on/);
  return page.locator(`tr[data-id="${id}"]`);
}

// SEC-185
test('a case on hold is not erased, whoever had the form open, until an admin lifts the hold', async ({ applicant, desks, complaints }) => {
  complaints.expect(/status of (409|422)/);
  const id = await asksForAPerson(applicant);
  const one = await desks.of('admin');
  const two = await one.context().newPage();
  await one.goto(caseOf(id));
  const erase = await opens(one, 'Erase');
  await erase.getByLabel('Reason').fill(REASON);
  await erase.getByLabel(/^Type \S+ to confirm$/).fill(await reference(erase));

  await two.goto(caseOf(id));
  await sends(two, 'Place a hold', 'short');
  const why = two.getByLabel('Why', { exact: true });
  await expect(two.locator('main')).toContainText('Say why in 10 to 500 characters');
  await expect(why, 'what was written is kept').toHaveValue('short');
  await why.fill(REASON);
  await two.getByRole('button', { name: 'Place a hold' }).click();
  await expect(two).toHaveURL(caseOf(id));
  const notice = two.locator('#on-hold');
  await expect(notice).toContainText('On legal hold since');
  await expect(notice).toContainText(REASON);
  await two.reload();
  await expect(notice, 'once').toHaveCount(1);
  await expect(form(two, 'Erase')).toHaveCount(0);

  // The tab from before.
  await erase.getByRole('button', { name: 'Propose', exact: true }).click();
  await expect(one.locator('h1')).toHaveText('A legal hold is on this case');
  await expect(one.locator('main')).toContainText('Nothing was erased.');
  await one.goBack();
  await one.reload();
  await expect(one.locator('#on-hold')).toBeVisible();
  await expect(form(one, 'Erase')).toHaveCount(0);
  await stands(one, id, 'Needs review');

  // A reviewer reads why, and can neither place nor lift one; the list has a filter for everybody.
  const reviewer = await desks.of('reviewer');
  await reviewer.goto(caseOf(id));
  await expect(reviewer.locator('#on-hold')).toContainText(REASON);
  await expect(form(reviewer, 'Lift the hold')).toHaveCount(0);
  await expect(await listed(reviewer, id)).toBeVisible();
  await two.goto('/dashboard/settings/retention');
  await expect(two.getByRole('link', { name: id })).toBeVisible();
  await two.getByRole('link', { name: 'List all that are on hold' }).click();
  await expect(two.locator(`tr[data-id="${id}"]`)).toBeVisible();

  // Both tabs lift it: one is the first.
  await one.goto(caseOf(id));
  await two.goto(caseOf(id));
  await sends(two, 'Lift the hold', LIFTED);
  await expect(two).toHaveURL(caseOf(id));
  await expect(two.locator('#on-hold')).toHaveCount(0);
  await sends(one, 'Lift the hold', LIFTED);
  await expect(one.locator('h1')).toHaveText('Somebody else was quicker');
  await expect(await listed(reviewer, id)).toHaveCount(0);
  await one.goto(caseOf(id));
  await expect(form(one, 'Place a hold')).toHaveCount(1);
  await does(one, 'Erase', 'Propose');
  await expect(one).toHaveURL('/dashboard/proposals');
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('a hold is placed, found and lifted', async ({ applicant, desks }) => {
    const id = await asksForAPerson(applicant);
    const desk = await desks.of('admin');
    await desk.goto(caseOf(id));
    await sends(desk, 'Place a hold', REASON);
    await expect(desk.locator('#on-hold')).toContainText(REASON);
    await expect(await listed(desk, id)).toBeVisible();
    await desk.goto(caseOf(id));
    await sends(desk, 'Lift the hold', LIFTED);
    await expect(desk).toHaveURL(caseOf(id));
    await expect(desk.locator('#on-hold')).toHaveCount(0);
  });
});
