import type { Page } from '@playwright/test';

import { controlUrl } from '../../fixtures/simulator';
import { expect, test } from '../../fixtures/test';

/** Pages with questions fetch no scripts. */
const scripts = (page: Page) => page.locator('script[src], link[rel="modulepreload"], link[rel="preload"]');

const submit = (page: Page) => page.locator('main form button[type="submit"]');

test('the demo page lists every open journey, and where the codes arrive', async ({ page }) => {
  await page.goto('/');
  await expect(page.locator('h1')).toHaveText('Try Vestibule');
  const hrefs = await page.locator('.card a').evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
  // Those of config/vestibule.toml, among the tests' own, by their names.
  const shipped = ['europe', 'indonesia', 'norway', 'singapore'].map((name) => `/start/${name}`);
  expect(hrefs).toEqual(expect.arrayContaining(shipped));
  expect(hrefs).toEqual([...hrefs].sort());
  await expect(page.locator('.card h2', { hasText: 'Confirm your phone number' })).toHaveCount(1);
  await expect(page.getByRole('link', { name: 'Open the inbox' })).toHaveAttribute('href', `${controlUrl}/inbox`);
  await page.getByRole('link', { name: /^Begin\s*: Confirm your phone number$/ }).click();
  await expect(page).toHaveURL('/start/phone');
});

test('the start page says who asks, what to do, what is needed, how long it takes and what is stored', async ({ page, context }) => {
  await page.goto('/start/phone');
  await expect(page).toHaveTitle('Confirm your phone number – Confirm your phone number – Example Bank');
  await expect(page.locator('h1')).toHaveText('Confirm your phone number');
  const main = page.locator('main');
  await expect(main.locator('.lead')).toHaveText('Example Bank asks you to complete 3 short steps.');
  await expect(main.locator('ol li')).toHaveText([
    'Read what we do with your number',
    'Give your phone number',
    'Confirm your phone number',
  ]);
  await expect(main.locator('ul.ticks li')).toHaveText(['A phone that receives text messages']);
  await expect(main).toContainText('About 2 minutes.');
  await expect(main).toContainText('We store your phone number, the time at which you confirmed it and your agreement.');
  await expect(page.getByRole('link', { name: 'help@bank.example' })).toHaveAttribute('href', 'mailto:help@bank.example');
  // Looking begins nothing: no cookie, no script.
  await expect(scripts(page)).toHaveCount(0);
  expect(await context.cookies()).toEqual([]);
});

test('a person answers our questions, and each step waits for the one before it', async ({ page }) => {
  const tags = page.locator('.task .tag');
  const links = page.locator('.task a');
  await page.goto('/start/phone');
  await submit(page).click();
  await expect(page).toHaveURL(/\/o\/[^/]+$/);
  const id = new URL(page.url()).pathname.split('/')[2];
  await expect(page.locator('h1')).toHaveText('Your steps');
  await expect(page.locator('.lead')).toHaveText('0 of 3 steps completed.');
  await expect(tags).toHaveText(['Incomplete', 'Cannot start yet', 'Cannot start yet']);
  await expect(links).toHaveCount(1);
  await expect(scripts(page)).toHaveCount(0);

  await page.getByRole('link', { name: 'Continue' }).click();
  await expect(page).toHaveURL(`/o/${id}/steps/terms`);
  await expect(page.locator('.place')).toHaveText('Step 1 of 3');
  await expect(page.locator('main')).toContainText('Version 2026-11');
  await expect(scripts(page)).toHaveCount(0);
  await page.getByRole('checkbox', { name: 'I have read this and I agree' }).check();
  await submit(page).click();
  await expect(page.locator('.lead')).toHaveText('1 of 3 steps completed.');
  await expect(tags).toHaveText(['Completed', 'Incomplete', 'Cannot start yet']);

  await page.getByRole('link', { name: 'Continue' }).click();
  await expect(page).toHaveURL(`/o/${id}/steps/number`);
  await expect(page.locator('h1')).toHaveText('What is your phone number?');
  const field = page.getByLabel('What is your phone number?');
  await expect(field).toHaveAttribute('type', 'tel');
  await expect(field).toHaveAttribute('autocomplete', 'tel');
  await expect(scripts(page)).toHaveCount(0);
  await field.fill('+44 7700 900123');
  await submit(page).click();
  await expect(tags).toHaveText(['Completed', 'Completed', 'Incomplete']);

  await page.getByRole('link', { name: 'Continue' }).click();
  await expect(page).toHaveURL(`/o/${id}/steps/confirm`);
  await expect(page.locator('.lead')).toHaveText('This step is done by Signicat, on a screen of its own.');
  await expect(page.locator('ol.numbered li')).toHaveCount(3);
  await expect(scripts(page)).toHaveCount(0);
});

test('terms must be agreed to: the page stays, says so and leads to the box', async ({ applicant, page, complaints }) => {
  complaints.expect(/status of 422/);
  await page.goto('/start/phone');
  await submit(page).click();
  await page.getByRole('link', { name: 'Continue' }).click();
  const terms = page.url();
  await submit(page).click();
  await expect(page).toHaveURL(terms);
  await expect(page).toHaveTitle(/^Error: Read what we do with your number/);
  await expect(page.locator('.summary')).toBeFocused();
  await expect(page.locator('.place')).toHaveText('Step 1 of 3');
  await expect(page.locator('main')).toContainText('Signicat, a company in Norway');
  const box = page.getByRole('checkbox');
  await expect(box).toHaveAttribute('aria-invalid', 'true');
  await expect(box).toHaveAccessibleDescription('Error: Tick the box to show that you agree');
  await page.locator('.summary a').click();
  await expect(box).toBeFocused();
  await box.check();
  await submit(page).click();
  await expect(page.locator('.task .tag').first()).toHaveText('Completed');
  applicant.id = new URL(page.url()).pathname.split('/')[2] ?? '';
  // Agreed is agreed: Back does not open the question again.
  await page.goto(applicant.tasks + '/steps/terms');
  await expect(page).toHaveURL(applicant.tasks);
});

for (const [typed, complaint] of [
  ['', 'Enter your phone number'],
  ['07700 900123', 'Begin with + and the country code, for example +62 812 3456 7890'],
  ['+44 call me <b>', 'Enter a phone number, for example +62 812 3456 7890'],
] as const) {
  test(`the answer "${typed}" is shown again with what is wrong, and can be put right`, async ({ applicant, page, complaints }) => {
    complaints.expect(/status of 422/);
    await applicant.begin();
    const path = `${applicant.tasks}/steps/number`;
    await page.goto(path);
    const field = page.getByLabel('What is your phone number?');
    await field.fill(typed);
    await submit(page).click();
    await expect(page).toHaveURL(path);
    await expect(page).toHaveTitle(/^Error: /);
    await expect(page.locator('.summary')).toBeFocused();
    await expect(page.locator('.summary li')).toHaveText([complaint]);
    await expect(field).toHaveValue(typed);
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await expect(field).toHaveAccessibleDescription(new RegExp(complaint.slice(0, 20).replace('+', '\\+')));
    await page.locator('.summary a').click();
    await expect(field).toBeFocused();
    // What was answered before is kept.
    await page.goto(path);
    await expect(field).toHaveValue(/\+44/);
    await field.fill('+44 7700 900124');
    await submit(page).click();
    await expect(page).toHaveURL(applicant.tasks);
  });
}

test('another language keeps the place, and holds on every page from then on', async ({ applicant, page }) => {
  await applicant.begin();
  const path = `${applicant.tasks}/steps/number`;
  await page.goto(path);
  await page.getByRole('link', { name: 'Bahasa Indonesia' }).click();
  await expect(page).toHaveURL(path);
  await expect(page.locator('html')).toHaveAttribute('lang', 'id');
  await expect(page.locator('h1')).toHaveText('Berapa nomor telepon Anda?');
  await expect(page.locator('input[type="tel"]')).toHaveValue(/\+44/);
  await page.goto(applicant.at());
  await expect(page.locator('html')).toHaveAttribute('lang', 'id');
  await applicant.choose('frame');
  await applicant.hydrated();
  await applicant.screen.locator('#phone').waitFor();
  await page.getByRole('link', { name: 'English' }).click();
  await expect(page).toHaveURL(applicant.at('frame'));
  await applicant.hydrated();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await applicant.prove();
  await applicant.isDone();
});

test('every page shows a support code, another one each time', async ({ applicant, page, complaints, simulator }) => {
  complaints.expect(/status of 404/);
  await simulator.next('signicat', 'abort');
  await applicant.begin();
  const { id, tasks } = applicant;
  const codes = new Set<string>();
  const look = async () => {
    const code = await page.locator('footer code').innerText();
    expect(code).toMatch(/^\S{6,40}$/);
    codes.add(code);
  };
  const paths = ['/', '/start/phone', tasks, `${tasks}/steps/number`, applicant.at(), '/nowhere', `/o/${id}x`];
  for (const path of paths) {
    await page.goto(path);
    await look();
  }
  await applicant.openFrame();
  await look();
  await applicant.sendNumber();
  await page.waitForURL(applicant.at('ended'));
  await look();
  expect(codes.size).toBe(paths.length + 2);
});
