import { expect, headings, test } from './walker';

test('Norway without JavaScript: BankID needs it, and says so beforehand; a person goes on', async ({ walker, page }) => {
  await walker.begins('Make a first deposit in Norway');
  await walker.agrees('Read how the deposit is made');
  await walker.goesOn('What is your phone number?');
  await walker.answers({ 'What is your phone number?': '+47 400 12 343' });
  await walker.goesOn('Confirm your phone number');
  await page.locator('button[name="presentation"][value="page"]').click();
  await page.locator('a.button[rel~="external"]').click();
  await walker.confirmsPhone(page);
  await page.locator('form button').click();
  await page.waitForURL(walker.path());
  await walker.goesOn('What is your e-mail address?');
  await walker.presses('Skip this step');
  await walker.goesOn('Approve the deposit');
  await expect(page.locator('noscript p').first()).toContainText('needs JavaScript, which is switched off in this browser');
  await page.locator('main').getByRole('link', { name: 'Do this another way' }).click();
  await walker.sees('Another way: Approve the deposit');
  await walker.presses('Choose this way');
  await walker.ends(headings.handed);
});
