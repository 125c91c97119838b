import { addOperator, expect, test } from '../../fixtures/operator';

// SEC-193: the authorization code flow with PKCE against an implementation that is not ours (peers/operators).
test('an operator signs in at the company’s own single sign-on', async ({ desks, complaints }) => {
  complaints.expect(/status of 422/);
  const name = await addOperator('viewer');
  const page = await desks.empty();
  await page.goto('/dashboard/onboardings?status=needs_review');
  await page.getByRole('link', { name: 'Sign in with Example Login' }).click();

  // Whoever thinks better of it is told how to go on, and still gets to the page that was asked for.
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByRole('alert')).toContainText('Signing in was stopped there.');
  await page.getByRole('link', { name: 'Sign in with Example Login' }).click();
  await page.getByLabel('Account').fill(name);
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page).toHaveURL('/dashboard/onboardings?status=needs_review');
  await page.goto('/dashboard/account');
  await expect(page.locator('main')).toContainText(name);

  // Signed out here, they still are signed in there: no account is asked for, and the same operator is in.
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(page).toHaveURL('/dashboard/sign-in');
  await page.getByRole('link', { name: 'Sign in with Example Login' }).click();
  await expect(page).toHaveURL('/dashboard');
});

// SEC-193
test('an account that is no operator’s is not let in', async ({ desks, complaints }) => {
  complaints.expect(/status of 422/);
  const page = await desks.empty();
  await page.goto('/dashboard/account');
  await page.getByRole('link', { name: 'Sign in with Example Login' }).click();
  await page.getByLabel('Account').fill('nobody-whom-we-know');
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByRole('alert')).toContainText('You were not let in');
  await page.goto('/dashboard/account');
  await expect(page.locator('h1')).toHaveText('Sign in');
});
