import { headings, test } from './walker';

test('Europe without JavaScript: a phone number is confirmed on the provider’s own page', async ({ walker, page }) => {
  await walker.begins('Confirm a phone number in Europe');
  await walker.agrees('Read what we do with your number');
  await walker.goesOn('What is your phone number?');
  await walker.answers({ 'What is your phone number?': '+49 151 2345 6783' });
  await walker.goesOn('Confirm your phone number');
  await page.locator('button[name="presentation"][value="page"]').click();
  await page.locator('a.button[rel~="external"]').click();
  await walker.confirmsPhone(page);
  await page.locator('form button').click();
  await walker.ends(headings.done);
});
