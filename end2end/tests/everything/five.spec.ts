import { expect, test } from '../../fixtures/test';
import { camera } from '../../fixtures/selfie';

/** Kari Synthetic, whom every simulated provider knows. */
const KARI = { phone: '+447700900123', number: '12839030108' };

test.use(camera('face'));

test('one person passes all five providers in one journey', async ({ page, simulator, complaints }) => {
  // OneSDK asks whether there is such a person before it begins.
  complaints.expect(/status of 404 .*\/data\/v2\/applicant\//);
  await simulator.switches('onekyc', { poll_ms: 50 });
  await simulator.switches('selfie_liveness', { poll_ms: 50 });
  const screen = page.frameLocator('main iframe');
  const goesOn = () => page.getByRole('link', { name: 'Continue' }).click();
  const opensFrame = () => page.getByRole('button', { name: 'Continue on this page' }).click();
  const presses = (name: string) => screen.getByRole('button', { name, exact: true }).dispatchEvent('click');

  await page.goto('/start/everything');
  await page.getByRole('button', { name: 'Start now' }).click();
  await goesOn();
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Agree and continue' }).click();
  await goesOn();
  await page.getByLabel('What is your phone number?').fill(KARI.phone);
  await page.getByLabel('What is your Norwegian national identity number?').fill(KARI.number);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Confirm and send these answers' }).click();

  await test.step('Signicat', async () => {
    await goesOn();
    await opensFrame();
    await screen.locator('form:has(#phone) button').dispatchEvent('click');
    await screen.locator('#code').fill(await simulator.code());
    await screen.locator('form:has(#code) button').dispatchEvent('click');
    await page.waitForURL(/\/o\/[^/]+$/);
  });
  await test.step('OneKYC', async () => {
    await goesOn();
    await opensFrame();
    await presses('Use a sample photo');
    await page.waitForURL(/\/o\/[^/]+$/);
  });
  await test.step('Selfie liveness, with the camera', async () => {
    await goesOn();
    await opensFrame();
    await page.waitForURL(/\/o\/[^/]+$/);
  });
  await test.step('BankID, which knows whom to ask by the number', async () => {
    await goesOn();
    await opensFrame();
    const words = await screen.locator('#words').textContent();
    await expect(page.locator('.binding__words')).toHaveText(words ?? '');
    await presses('Approve');
    await page.waitForURL(/\/o\/[^/]+$/);
  });
  await test.step('Singpass, through FrankieOne', async () => {
    await goesOn();
    await page.locator('button[name="presentation"][value="page"]').click();
    await page.getByRole('button', { name: 'Go to FrankieOne' }).click();
    await page.locator('button[value="kari"]').click();
    await page.getByRole('button', { name: 'I agree' }).click();
    await page.getByRole('button', { name: 'Confirm' }).click();
  });
  await page.waitForURL(/\/result$/);
  await expect(page.locator('h1')).toHaveText('You are done');
});
