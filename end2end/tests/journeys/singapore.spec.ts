import { picture } from '../../fixtures/photo';
import { expect, headings, test, type Walker } from './walker';

const TITLE = 'Open an account in Singapore';
const CHOICE = 'How do you want to show who you are?';
/** What the registers have about the citizen whom Singpass knows. */
const NAME = 'CITIZEN MIDDLE SYNTHETIC';

// OneSDK asks whether there is such a person before it begins.
test.beforeEach(({ complaints }) => complaints.expect(/status of 404 .*\/data\/v2\/applicant\//));

async function chooses(walker: Walker, way: string): Promise<void> {
  await walker.page.getByRole('radio', { name: way }).check();
  await walker.presses('Continue');
}

/** As far as the details that Singpass filled in. */
async function shared(walker: Walker): Promise<void> {
  await walker.begins(TITLE);
  await walker.agrees('Read what we do with your data');
  await walker.goesOn(CHOICE);
  await chooses(walker, 'With Singpass');
  await walker.goesOn('Share your data from Singpass');
  await walker.goesToSingpass(true);
  await walker.presses('Confirm');
  await walker.page.waitForURL(walker.path());
  await walker.goesOn('Check your details');
}

/** A document instead: the picture, and what it says. */
async function sendsDocument(walker: Walker): Promise<void> {
  await walker.page.getByLabel('A picture of your passport, identity card or pass').setInputFiles(picture);
  await walker.page.getByLabel('Your name').fill('Kari Synthetic');
  await walker.page.getByLabel('Day').fill('12');
  await walker.page.getByLabel('Month').fill('3');
  await walker.page.getByLabel('Year').fill('1990');
  await walker.presses('Continue');
  expect(await walker.checked()).toMatchObject({ 'Your name': 'Kari Synthetic', 'Your date of birth': '12 March 1990' });
  await walker.confirms();
}

test('Singapore with Singpass: what the registers say is filled in with its source, and is enough', async ({ walker, page }) => {
  await shared(walker);
  const name = page.getByLabel('The name on your account');
  await expect(name).toHaveValue(NAME);
  await expect(name).toHaveAccessibleDescription(/^From .*FrankieOne.*\. Change it if it is wrong\.$/);
  await expect(page.getByLabel('Year')).toHaveValue('1981');
  await expect(page.getByLabel('Where do you live?')).toHaveValue(/EXAMPLE STREET/);
  await walker.presses('Continue');
  expect(await walker.checked()).toMatchObject({ 'The name on your account': NAME, 'Your date of birth': '15 June 1981' });
  await page.reload();
  await walker.sees(headings.check);
  await walker.confirms();
  await walker.ends(headings.done);
});

test('Singapore: whoever changes what the registers say is told that somebody will look, and not why', async ({ walker, page }) => {
  await shared(walker);
  await page.getByLabel('The name on your account').fill('Citizen Other Synthetic');
  await walker.presses('Continue');
  await walker.sees(headings.check);
  await walker.confirms();
  await walker.ends(headings.reviewed);
  await walker.isToldNothing();
});

test('Singapore: whoever is denied at Singpass goes the other way, which a person looks at', async ({ walker, page }) => {
  await walker.begins(TITLE);
  await walker.agrees('Read what we do with your data');
  await walker.goesOn(CHOICE);
  await chooses(walker, 'With Singpass');
  await walker.goesOn('Share your data from Singpass');
  await walker.goesToSingpass(false);
  await page.waitForURL(walker.path('/steps/singpass/ended'));
  await walker.sees('You cancelled this step');
  await page.locator('main').getByRole('link', { name: 'Choose another way' }).click();
  await walker.sees(CHOICE);
  await expect(page.getByRole('radio', { name: 'With Singpass' })).toBeChecked();
  await chooses(walker, 'With a picture of a document');
  await walker.goesOn('Show a document');
  await sendsDocument(walker);
  await walker.goesOn('Check your details');
  const name = page.getByLabel('The name on your account');
  await expect(name).toHaveValue('Kari Synthetic');
  await expect(page.getByLabel('Year')).toHaveValue('1990');
  await page.getByLabel('Where do you live?').fill('1 Example Street');
  await walker.presses('Continue');
  expect(await walker.checked()).toMatchObject({ 'Your e-mail address': 'Not provided' });
  await walker.confirms();
  await walker.ends(headings.reviewed);
  await walker.isToldNothing();
});

test('Singapore: two tabs, Back and reload on the choice and on the answers do no harm', async ({ walker, page, context, complaints }) => {
  complaints.expect(/status of 409/);
  await walker.begins(TITLE);
  await walker.agrees('Read what we do with your data');
  await walker.goesOn(CHOICE);
  const other = walker.in(await context.newPage());
  await other.page.goto(page.url());
  await chooses(walker, 'With Singpass');
  // The other tab still shows the choice; what it sends last holds.
  await chooses(other, 'With a picture of a document');
  await page.goBack();
  await walker.sees(CHOICE);
  await page.reload();
  await expect(page.getByRole('radio', { name: 'With a picture of a document' })).toBeChecked();
  await walker.goesOn('Show a document');

  await page.getByLabel('A picture of your passport, identity card or pass').setInputFiles(picture);
  await page.getByLabel('Your name').fill('Kari Synthetic');
  for (const [part, value] of Object.entries({ Day: '12', Month: '3', Year: '1990' })) await page.getByLabel(part).fill(value);
  await walker.presses('Continue');
  await walker.sees(headings.check);
  await other.page.goto(page.url());
  await other.sees(headings.check);
  await page.getByRole('link', { name: /^Change\s*: Your name$/ }).click();
  await page.getByLabel('Your name').fill('Kari Other Synthetic');
  await walker.presses('Continue');
  // What the other tab shows is not what would be sent.
  await other.confirms();
  await other.sees(headings.check);
  await expect(other.page.getByRole('status')).toContainText('Your answers changed after this page was shown');
  expect(await other.checked()).toMatchObject({ 'Your name': 'Kari Other Synthetic' });
  await other.confirms();
  await other.page.waitForURL(walker.path());
  // Sent already: the first tab is led on, and nothing is sent twice.
  await walker.confirms();
  expect(await walker.tasks()).toEqual(['Completed', 'Completed', 'Completed', 'Incomplete']);
});
