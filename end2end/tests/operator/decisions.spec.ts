import { expect, test } from '../../fixtures/operator';
import { Client } from '../api/client';
import { REASON, asksForAPerson, caseOf, does, opens, reference, stands } from './cases';

test('a case is found in the list, and approved', async ({ applicant, desks }) => {
  const id = await asksForAPerson(applicant);
  const page = await desks.of('reviewer');
  await page.goto('/dashboard/onboardings');
  await page.getByLabel('Status').selectOption('needs_review');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await page.locator(`main a[href="${caseOf(id)}"]`).first().click();
  await expect(page.locator('main')).toContainText('The applicant asked for a person. Get in touch, then decide.');
  await does(page, 'Approve');
  await expect(page).toHaveURL(caseOf(id));
  await stands(page, id, 'Completed');
  await expect(page.locator('main')).toContainText(REASON);
  await applicant.page.goto(applicant.result);
  await expect(applicant.page.locator('h1')).toHaveText('You are done');
});

test('a rejection is confirmed by typing, and whoever comes second gets a conflict', async ({ applicant, desks, complaints }) => {
  complaints.expect(/status of (409|422)/);
  const id = await asksForAPerson(applicant);
  const first = await desks.of('reviewer');
  const second = await desks.of('admin');
  await first.goto(caseOf(id));
  await second.goto(caseOf(id));

  const form = await opens(first, 'Reject');
  const typed = await reference(form);
  await form.getByLabel('Reason').fill(REASON);
  await form.getByLabel(/^Type/).fill('something else');
  await form.getByRole('button', { name: 'Reject' }).click();
  await expect(first.locator('main')).toContainText('What you typed is not the reference of the case.');
  await expect(first.getByLabel('Reason'), 'what was written is kept').toHaveValue(REASON);
  await first.getByLabel(/^Type/).fill(typed);
  await first.getByRole('button', { name: 'Reject' }).click();
  await expect(first).toHaveURL(caseOf(id));

  await does(second, 'Approve');
  await expect(second.locator('h1')).toHaveText('Somebody else was quicker');
  await stands(second, id, 'Rejected');
});

test('another attempt is allowed where none was left, and works', async ({ applicant, desks, simulator, page }) => {
  await applicant.begin();
  await simulator.next('signicat', 'error', 3);
  for (let tries = 0; tries < 3; tries += 1) {
    await applicant.openFrame();
    await applicant.sendNumber();
    await page.waitForURL(applicant.at('ended'));
  }
  const desk = await desks.of('reviewer');
  await desk.goto(caseOf(applicant.id));
  await expect(desk.locator('main')).toContainText('No attempt is left at the step');
  await does(desk, 'Allow another attempt');
  await stands(desk, applicant.id, 'In progress');
  await applicant.openFrame();
  await applicant.sendNumber();
  await applicant.sendCode();
  await applicant.isDone();
  await stands(desk, applicant.id, 'Completed');
});

test('a lost link is made anew, a webhook is sent again, and the case is cancelled', async ({ desks, page }) => {
  const name = `desk-${Date.now().toString(36)}`;
  const shop = await Client.made(name, 'http://localhost:9/done');
  // Nobody listens there.
  const endpoint = await shop.post('/webhook-endpoints', { url: 'http://127.0.0.1:9/' });
  expect(endpoint.status, JSON.stringify(endpoint.body)).toBe(201);
  const begun = await shop.post('/onboardings', { journey: 'phone', return_url: 'http://localhost:9/done', session_binding: 'the-session-of-the-desk' });
  expect(begun.status, JSON.stringify(begun.body)).toBe(201);
  const id: string = begun.body.onboarding.id;

  const desk = await desks.of('reviewer', { client: name });
  await desk.goto(caseOf(id));
  await expect(desk.locator('main')).toContainText('The applicant has not opened the link yet.');
  await (await opens(desk, 'Make a new link')).getByRole('button').click();
  await expect(desk.locator('h1')).toHaveText('The new link');
  const link = /https?:\S+\/l\/[\w-]+/.exec(await desk.locator('main').innerText())?.[0] ?? '';
  expect(link).not.toBe(begun.body.link.url);
  await page.goto(link);
  await page.getByRole('button', { name: 'Start now' }).click();
  await expect(page.locator('h1')).toHaveText('Your steps');

  await desk.goto(caseOf(id));
  await does(desk, 'Cancel');
  await stands(desk, id, 'Cancelled');
  const again = desk.getByRole('button', { name: /^Send again/ });
  await expect(async () => {
    await desk.goto(caseOf(id));
    await expect(again.first()).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 15_000 });
  await again.first().click();
  await expect(desk).toHaveURL(new RegExp(caseOf(id)));
  await expect(desk.locator('h1')).toContainText('Case');
});
