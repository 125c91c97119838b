import { camera } from '../../fixtures/selfie';
import { picture } from '../../fixtures/photo';
import { expect, headings, test, type Walker } from './walker';

const TITLE = 'Open an account in Indonesia';
const CONSENT = /^I agree that my face is filmed and compared/;

test.use(camera('face'));

/** As far as the first look at the face. */
async function agreed(walker: Walker): Promise<void> {
  await walker.begins(TITLE);
  await walker.agrees('Read what we do with your data');
  await walker.goesOn('Compare your face with your records');
}

async function shows(walker: Walker): Promise<void> {
  await walker.opensFrame();
  await walker.tells('Use a sample photo');
}

/** What they are asked about themselves, with this source of funds. */
async function tells(walker: Walker, funds: string): Promise<void> {
  await walker.goesOn('Tell us about yourself');
  const { page } = walker;
  await page.getByLabel('Your name').fill('Suharti');
  for (const [part, value] of Object.entries({ Day: '12', Month: '3', Year: '1990' })) await page.getByLabel(part).fill(value);
  await page.getByLabel('Where do you live?').fill('Jalan Contoh 1, Jakarta');
  await page.getByRole('radio', { name: 'Employed', exact: true }).check();
  await page.getByRole('radio', { name: funds, exact: true }).check();
  await walker.presses('Continue');
  expect(await walker.checked()).toEqual({
    'Your name': 'Suharti',
    'Your date of birth': '12 March 1990',
    'Where do you live?': 'Jalan Contoh 1, Jakarta',
    'What is your occupation?': 'Employed',
    'Where will most of the money come from?': funds,
  });
}

/** The card, and the face that is compared with it. */
async function comparesCard(walker: Walker): Promise<void> {
  await walker.goesOn('Take a picture of your identity card');
  await walker.page.getByLabel('Take a picture of your identity card').setInputFiles(picture);
  await walker.presses('Continue');
  await walker.goesOn('Show your face to the camera');
  await walker.presses('Continue on this page');
  await walker.page.waitForURL(walker.path());
}

test('Indonesia: records, card and face belong together, and the account is opened', async ({ walker, page, complaints }) => {
  complaints.expect(/status of 422/);
  await walker.begins(TITLE);
  await walker.goesOn('Read what we do with your data');
  // The text alone is not consent: the box for the face is apart, and empty.
  await page.getByRole('checkbox').first().check();
  await expect(page.getByRole('checkbox', { name: CONSENT })).not.toBeChecked();
  await walker.presses('Agree and continue');
  await walker.sees('Read what we do with your data');
  await expect(page.locator('.summary a')).toHaveText([/^Tick the box if you agree/]);
  for (const box of await page.getByRole('checkbox').all()) await box.check();
  await walker.presses('Agree and continue');

  await walker.goesOn('Compare your face with your records');
  await shows(walker);
  await page.waitForURL(walker.path());
  await comparesCard(walker);
  await tells(walker, 'Wages or a pension');
  await walker.confirms();
  await walker.ends(headings.done);
});

test('Indonesia: other funds are explained, and somebody looks', async ({ walker, page }) => {
  await agreed(walker);
  await shows(walker);
  await page.waitForURL(walker.path());
  await comparesCard(walker);
  expect((await walker.tasks()).at(-1)).toBe('Only if needed');
  await tells(walker, 'Something else');
  await walker.confirms();
  await walker.goesOn('Where will the money come from?');
  await walker.answers({ 'Where will the money come from?': 'I sold a house.' });
  await walker.ends(headings.reviewed);
  await walker.isToldNothing();
});

test('Indonesia: a consent is taken back in the middle; without it nothing goes on, with it the rest does', async ({ walker, page }) => {
  await agreed(walker);
  await shows(walker);
  await page.waitForURL(walker.path());
  await page.getByRole('link', { name: 'What you agreed to' }).click();
  await walker.sees('What you agreed to');
  // What a law demands is no consent, and cannot be taken back.
  await expect(page.locator('main')).toContainText('A law demands it');
  await page.getByRole('button', { name: /^Take this consent back/ }).click();
  await walker.sees('What you agreed to');
  await expect(page.getByRole('button', { name: /^Take this consent back/ })).toHaveCount(0);
  expect((await walker.tasks()).slice(0, 4)).toEqual(['Incomplete', 'Cannot start yet', 'Cannot start yet', 'Cannot start yet']);
  await page.goto(walker.path('/steps/face'));
  await walker.sees(headings.steps);

  await walker.goesOn('Read what we do with your data');
  await expect(page.getByRole('checkbox')).toHaveCount(1);
  await expect(page.getByRole('checkbox', { name: CONSENT })).not.toBeChecked();
  await page.getByRole('checkbox', { name: CONSENT }).check();
  await walker.presses('Agree and continue');
  expect((await walker.tasks()).slice(0, 3)).toEqual(['Completed', 'Completed', 'Incomplete']);
});

test('Indonesia: after a face that was refused there is a rest, and then another try', async ({ walker, page, simulator }) => {
  await agreed(walker);
  await simulator.next('onekyc', 'not_live');
  await shows(walker);
  await page.waitForURL(walker.path('/steps/identity/ended'));
  await walker.sees('What you sent was not accepted');
  await expect(page.locator('main')).toContainText('You can try again in 2 minutes.');
  await expect(page.getByRole('button', { name: /^Try again/ })).toHaveCount(0);
  await expect(page.locator('main').getByRole('link', { name: 'Do this another way' })).toBeVisible();
  await simulator.advance(121_000);
  await page.reload();
  await walker.presses('Try again on this page');
  await page.locator('.frame[data-hydrated]').waitFor();
  await walker.tells('Use a sample photo');
  await page.waitForURL(walker.path());
  expect((await walker.tasks()).slice(0, 3)).toEqual(['Completed', 'Completed', 'Incomplete']);
});
