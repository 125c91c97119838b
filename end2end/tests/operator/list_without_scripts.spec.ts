import { expect, test } from '../../fixtures/operator';

// Not a `nojs` spec: those run when others have moved the server's clock, and set-up links are dated by the real one.
test.use({ javaScriptEnabled: false });

test('the list is of use without scripts', async ({ desks, applicant }) => {
  await applicant.begin();
  const desk = await desks.of('viewer');
  await desk.goto('/dashboard/onboardings');
  await expect(desk.locator('#live')).toBeHidden();
  const row = desk.locator(`tr[data-id="${applicant.id}"]`);
  await expect(row.locator('.badge')).toHaveText('In progress');
  await desk.locator('#status').selectOption('completed');
  await desk.getByRole('button', { name: 'Show', exact: true }).click();
  await desk.waitForURL(/status=completed/);
  await expect(row).toHaveCount(0);
  await desk.getByLabel('Find an onboarding').fill(applicant.id);
  await desk.getByRole('button', { name: 'Find' }).click();
  await desk.waitForURL(`**/${applicant.id}`);
  await desk.getByRole('link', { name: 'Keyboard shortcuts' }).click();
  await expect(desk.locator('#shortcuts-switch noscript p')).toBeVisible();
  await expect(desk.locator('#shortcuts-switch button').first()).toBeHidden();
});
