import { type Locator, type Page } from '@playwright/test';

import { type Applicant } from '../../fixtures/applicant';
import { expect } from '../../fixtures/operator';
import { appUrl } from '../../fixtures/simulator';

/** Why, in enough words for any form. */
export const REASON = 'The documents were seen at the branch.';

export const caseOf = (id: string) => `/dashboard/onboardings/${id}`;

/** Somebody who asked for a person: the case waits for a decision. */
export async function asksForAPerson(applicant: Applicant): Promise<string> {
  await applicant.begin();
  const answer = await applicant.page.request.post(`/o/${applicant.id}/help`, {
    form: {},
    headers: { origin: appUrl },
    maxRedirects: 0,
  });
  expect(answer.status(), await answer.text()).toBe(303);
  return applicant.id;
}

/** A form of the case's page, opened. */
export async function opens(page: Page, name: string): Promise<Locator> {
  const panel = page.locator('details.more', { has: page.locator('summary', { hasText: new RegExp(`^${name}$`) }) });
  await panel.locator('summary').click();
  return panel;
}

/** What has to be typed in a form, by its own words. */
export async function reference(form: Locator): Promise<string> {
  const label = await form.getByText(/^Type \S+ to confirm$/).textContent();
  return /^Type (\S+) to confirm$/.exec(label?.trim() ?? '')?.[1] ?? '';
}

/** Fills a form in and sends it; with what has to be typed where it asks for that. */
export async function does(page: Page, name: string, button = name): Promise<void> {
  const form = await opens(page, name);
  await form.getByLabel('Reason').fill(REASON);
  const typed = form.getByLabel(/^Type \S+ to confirm$/);
  if ((await typed.count()) > 0) await typed.fill(await reference(form));
  const answered = page.waitForResponse((answer) => answer.request().method() === 'POST');
  await form.getByRole('button', { name: button, exact: true }).click();
  // Whoever goes elsewhere before that may take it back.
  await answered;
}

/** Where the case stands, by its page. */
export async function stands(page: Page, id: string, status: string): Promise<void> {
  await page.goto(caseOf(id));
  await expect(page.locator('main .badge').first()).toHaveText(status);
}
