import { look } from '../../fixtures/a11y';
import { atTheQuestion, picture, pretender, send, tooLarge } from '../../fixtures/photo';
import { expect, test } from '../../fixtures/test';

/** SL-11 */
test('a picture is chosen, is there on return, and may be kept or replaced', async ({ page }) => {
  await atTheQuestion(page);
  const file = page.getByLabel('A picture of your face');
  await expect(file).toHaveAttribute('capture', 'user');
  await expect(file).toHaveAccessibleDescription(/We compare it with you .* A JPEG or PNG picture of at most 8 MB\./);
  await expect(page.locator('script[src]')).toHaveCount(0);
  await page.getByLabel('Your name').fill('Budi');
  await file.setInputFiles(picture);
  await send(page);
  await expect(page.locator('.task .tag')).toHaveText(['Completed', 'Completed', 'Incomplete']);

  await page.goto(`${page.url()}/steps/photo`);
  await expect(page.locator('main')).toContainText('We have your picture. You sent it just now.');
  await expect(page.getByLabel('Your name')).toHaveValue('Budi');
  await send(page);
  await expect(page.locator('.task .tag')).toHaveText(['Completed', 'Completed', 'Incomplete']);
});

/** SEC-159 */
test('a file that is no picture, or too large, is refused with a reason, and the name stays', async ({ page, complaints }) => {
  complaints.expect(/status of 422/);
  await atTheQuestion(page);
  const file = page.getByLabel('A picture of your face');
  await page.getByLabel('Your name').fill('Budi');
  for (const [wrong, reason] of [
    [pretender, /This is not a JPEG or PNG picture/],
    [tooLarge, /This picture is too large/],
    [[], /Take a picture, or choose one/],
  ] as const) {
    await file.setInputFiles(wrong);
    await send(page);
    await expect(page.locator('.summary a')).toHaveText(reason);
    await expect(page.locator('.summary')).toBeFocused();
    await expect(file).toHaveAttribute('aria-invalid', 'true');
    await expect(page.getByLabel('Your name')).toHaveValue('Budi');
  }
  await page.locator('.summary a').click();
  await expect(file).toBeFocused();
  await look(page, 'en', 'one');
});

test('a good picture is not lost to a missing name', async ({ page, complaints }) => {
  complaints.expect(/status of 422/);
  await atTheQuestion(page);
  await page.getByLabel('A picture of your face').setInputFiles(picture);
  await send(page);
  await expect(page.locator('.summary a')).toHaveText(['Your name – Enter an answer']);
  await expect(page.locator('main')).toContainText('We have your picture.');
  await look(page, 'en', 'one');
  await page.getByLabel('Your name').fill('Budi');
  await send(page);
  await expect(page.locator('.task .tag')).toHaveText(['Completed', 'Completed', 'Incomplete']);
});
