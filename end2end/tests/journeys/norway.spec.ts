import { expect, headings, test, type Walker } from './walker';

const TITLE = 'Make a first deposit in Norway';

/** As far as the deposit: agreed, given the number, confirmed it. */
async function confirmed(walker: Walker, number: string): Promise<void> {
  await walker.begins(TITLE);
  await walker.agrees('Read how the deposit is made');
  await walker.goesOn('What is your phone number?');
  await walker.answers({ 'What is your phone number?': number });
  await walker.goesOn('Confirm your phone number');
  await walker.opensFrame();
  await walker.confirmsPhone();
  await walker.page.waitForURL(walker.path());
}

test('Norway: a phone is confirmed and a deposit approved with BankID', async ({ walker, page }) => {
  await confirmed(walker, '+47 400 12 340');
  await walker.goesOn('What is your e-mail address?');
  await walker.answers({ 'What is your e-mail address?': 'kari@synthetic.example' });
  await walker.goesOn('Approve the deposit');
  await walker.opensFrame();
  await walker.paysWith('Approve');
  await walker.ends(headings.done);
  // Back does not open the frame again.
  await page.goBack();
  await walker.ends(headings.done);
});

test('Norway: the receipt is skipped, after all wanted, and skipped again', async ({ walker, page }) => {
  await confirmed(walker, '+47 400 12 341');
  await walker.goesOn('What is your e-mail address?');
  await walker.presses('Skip this step');
  await walker.sees(/./);
  expect(await walker.tasks()).toEqual(['Completed', 'Completed', 'Completed', 'Skipped', 'Incomplete']);
  await page.getByRole('button', { name: /^Do it after all/ }).click();
  expect(await walker.tasks()).toEqual(['Completed', 'Completed', 'Completed', 'Incomplete', 'Cannot start yet']);
  await walker.goesOn('What is your e-mail address?');
  await walker.presses('Skip this step');
  await walker.goesOn('Approve the deposit');
});

test('Norway: whoever refuses in the BankID app may try again, or go to a branch', async ({ walker, page, simulator }) => {
  await confirmed(walker, '+47 400 12 342');
  await walker.goesOn('What is your e-mail address?');
  await walker.presses('Skip this step');
  await simulator.next('bankid', 'authorization_denied');
  await walker.goesOn('Approve the deposit');
  await walker.opensFrame();
  await walker.paysWith('Approve');
  await page.waitForURL(walker.path('/steps/deposit/ended'));
  await walker.sees('You cancelled this step');
  await page.reload();
  await walker.sees('You cancelled this step');
  await page.locator('main').getByRole('link', { name: 'Do this another way' }).click();
  await walker.sees('Another way: Approve the deposit');
  await expect(page.locator('main')).toContainText('You can make the deposit in a branch instead.');
  await page.goBack();
  await walker.presses('Try again on this page');
  await page.locator('.frame[data-hydrated]').waitFor();
  await walker.paysWith('Approve');
  await walker.ends(headings.done);
});
