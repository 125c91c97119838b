import type { Page } from '@playwright/test';

import { expect, operatorWith, test } from '../../fixtures/operator';

/** An authenticator of this page's browser that asks for a finger, or does as if, and keeps what it made. */
async function authenticator(page: Page) {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    credentials: async () => (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
    verifies: (isUserVerified: boolean) => session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
  };
}

// SEC-193: both factors at once, in place of the password; a browser tells nobody whose passkeys it has.
test('an operator adds a passkey, and signs in with it', async ({ desks, complaints }) => {
  complaints.expect(/status of 422/);
  const operator = await operatorWith('viewer', { own: true });
  const page = await desks.with(operator);
  const own = await authenticator(page);
  await page.goto('/dashboard/account');
  await page.getByLabel('Name of the passkey').fill('Laptop at the office');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Laptop at the office' })).toContainText('never used');
  expect(await own.credentials()).toHaveLength(1);
  // One is enough for this device.
  await page.getByLabel('Name of the passkey').last().fill('The same');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'on this device already' })).toBeVisible();

  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(page).toHaveURL('/dashboard/sign-in');
  await page.goto('/dashboard/onboardings?status=needs_review');
  // Without a finger there is no passkey, and without one nobody is in.
  await own.verifies(false);
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(page.getByText('Your browser did not give us a passkey. You can try again.')).toBeVisible();
  await own.verifies(true);
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(page).toHaveURL('/dashboard/onboardings?status=needs_review');
  await page.goto('/dashboard/account');
  await expect(page.getByRole('listitem').filter({ hasText: 'Laptop at the office' })).toContainText('last used');

  // What was removed opens nothing.
  await page.getByRole('button', { name: 'Remove Laptop at the office' }).click();
  await expect(page.getByText('You have none yet.')).toBeVisible();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(page.getByRole('alert')).toContainText('That passkey was not accepted.');
  await page.goto('/dashboard/account');
  await expect(page).toHaveURL('/dashboard/sign-in?next=%2Fdashboard%2Faccount');
});
