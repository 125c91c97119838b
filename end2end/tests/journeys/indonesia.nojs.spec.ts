import { expect, headings, test } from './walker';

test('Indonesia without JavaScript: the camera needs it, and says so beforehand; a branch does without', async ({ walker, page }) => {
  await walker.begins('Open an account in Indonesia');
  await walker.agrees('Read what we do with your data');
  await walker.goesOn('Compare your face with your records');
  await expect(page.locator('noscript p').first()).toContainText('needs JavaScript, which is switched off in this browser');
  await page.locator('main').getByRole('link', { name: 'Do this another way' }).click();
  await walker.sees('Another way: Compare your face with your records');
  await expect(page.locator('main')).toContainText('no picture of your face is taken or compared');
  await walker.presses('Choose this way');
  await walker.ends(headings.handed);
});
