import { expect, headings, test } from './walker';

const TITLE = 'Confirm a phone number in Europe';

test('Europe: a phone number is confirmed', async ({ walker, page }) => {
  await walker.begins(TITLE);
  expect(await walker.tasks()).toEqual(['Incomplete', 'Cannot start yet', 'Cannot start yet']);
  await walker.agrees('Read what we do with your number');
  await walker.goesOn('What is your phone number?');
  await walker.answers({ 'What is your phone number?': '+49 151 2345 6780' });
  await walker.goesOn('Confirm your phone number');
  await walker.opensFrame();
  await walker.confirmsPhone();
  await walker.ends(headings.done);
  await expect(page.getByRole('link', { name: 'Stop now and finish later' })).toHaveCount(0);
});

test('Europe: another number than the one that was given is not taken, and there is another try', async ({ walker, simulator }) => {
  await walker.begins(TITLE);
  await walker.agrees('Read what we do with your number');
  await walker.goesOn('What is your phone number?');
  await walker.answers({ 'What is your phone number?': '+49 151 2345 6781' });
  await simulator.next('signicat', 'edited_phone');
  await walker.goesOn('Confirm your phone number');
  await walker.opensFrame();
  await walker.confirmsPhone();
  await walker.page.waitForURL(walker.path('/steps/confirm/ended'));
  await walker.sees('A different phone number was confirmed');
  await walker.presses('Try again on this page');
  await walker.page.locator('.frame[data-hydrated]').waitFor();
  await walker.confirmsPhone(walker.screen, 2);
  await walker.ends(headings.done);
});

test('Europe: whoever stops goes on later in the same browser', async ({ walker, page, context, simulator }) => {
  await walker.begins(TITLE);
  await walker.agrees('Read what we do with your number');
  await walker.goesOn('What is your phone number?');
  await page.getByRole('link', { name: 'Stop now and finish later' }).click();
  await walker.sees('Stop now and finish later');
  await expect(page.locator('main')).toContainText(walker.path());
  await page.close();
  await simulator.advance(60 * 60_000);

  const later = walker.in(await context.newPage());
  await later.page.goto('/');
  await expect(later.page.getByRole('heading', { name: 'What you have begun in this browser' })).toBeVisible();
  await later.page.getByRole('link', { name: new RegExp(`^Continue\\s*: ${TITLE}$`) }).click();
  await later.sees(headings.steps);
  expect(await later.tasks()).toEqual(['Completed', 'Incomplete', 'Cannot start yet']);
  await later.goesOn('What is your phone number?');
});

test('Europe: whoever uses up the tries is led to a person', async ({ walker, page, simulator }) => {
  await walker.begins(TITLE);
  await walker.agrees('Read what we do with your number');
  await walker.goesOn('What is your phone number?');
  await walker.answers({ 'What is your phone number?': '+49 151 2345 6782' });
  await simulator.next('signicat', 'error', 3);
  await walker.goesOn('Confirm your phone number');
  for (const name of ['Continue on this page', 'Try again on this page', 'Try again on this page']) {
    await walker.presses(name);
    await page.locator('.frame[data-hydrated]').waitFor();
    await walker.screen.locator('form:has(#phone) button').dispatchEvent('click');
    await page.waitForURL(walker.path('/steps/confirm/ended'));
    await walker.sees('Something broke at the provider');
  }
  await page.goto(walker.path());
  await page.waitForURL(walker.path('/result'));
  await walker.sees(headings.stopped);
  await page.locator('main').getByRole('link', { name: headings.help }).click();
  await walker.sees(headings.help);
  await walker.presses('Hand my application over to a person');
  await walker.ends(headings.handed);
});
