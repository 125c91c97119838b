import { atTheQuestion, picture, pretender, send } from '../../fixtures/photo';
import { expect, test } from '../../fixtures/test';

test('a picture is taken over without scripts', async ({ page, complaints }) => {
  complaints.expect(/status of 422/);
  await atTheQuestion(page);
  await page.getByLabel('Your name').fill('Budi');
  await page.getByLabel('A picture of your face').setInputFiles(pretender);
  await send(page);
  await expect(page.locator('.summary a')).toHaveText(/This is not a JPEG or PNG picture/);
  await page.getByLabel('A picture of your face').setInputFiles(picture);
  await send(page);
  await expect(page.locator('.task .tag')).toHaveText(['Completed', 'Completed', 'Incomplete']);
});
