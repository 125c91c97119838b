import { picture } from '../../fixtures/photo';
import { expect, headings, test } from './walker';

test('Singapore without JavaScript: a document, which a person looks at', async ({ walker, page }) => {
  await walker.begins('Open an account in Singapore');
  await walker.agrees('Read what we do with your data');
  await walker.goesOn('How do you want to show who you are?');
  await page.getByRole('radio', { name: 'With a picture of a document' }).check();
  await walker.presses('Continue');
  await walker.goesOn('Show a document');
  await page.getByLabel('A picture of your passport, identity card or pass').setInputFiles(picture);
  await page.getByLabel('Your name').fill('Kari Synthetic');
  for (const [part, value] of Object.entries({ Day: '12', Month: '3', Year: '1990' })) await page.getByLabel(part).fill(value);
  await walker.presses('Continue');
  await walker.sees(headings.check);
  await walker.confirms();
  await walker.goesOn('Check your details');
  await expect(page.getByLabel('The name on your account')).toHaveValue('Kari Synthetic');
  await page.getByLabel('Where do you live?').fill('1 Example Street');
  await walker.presses('Continue');
  await walker.sees(headings.check);
  await walker.confirms();
  await walker.ends(headings.reviewed);
  await walker.isToldNothing();
});
