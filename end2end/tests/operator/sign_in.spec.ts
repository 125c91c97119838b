import { appUrl } from '../../fixtures/simulator';
import {
  addOperator,
  codeOf,
  expect,
  nextCode,
  operatorWith,
  secretOf,
  serverTime,
  setUpLink,
  test,
} from '../../fixtures/operator';

const PASSWORD = 'gravel tandem ocelot';
const MINUTE = 60_000;

// SEC-193: no default password, but a link that works once; a password, an app, recovery codes.
test('a set-up link leads to a password, an app, recovery codes, and in', async ({ desks, complaints }) => {
  complaints.expect(/status of (410|422)/);
  const name = await addOperator('viewer');
  const link = await setUpLink(name);
  const page = await desks.empty();
  await page.goto(link);
  await expect(page.locator('h1')).toHaveText('Set up your sign-in');
  await expect(page.locator('main')).toContainText(name);
  await page.getByLabel('Password', { exact: true }).fill('password1234');
  await page.getByLabel('Password once more').fill('password1234');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.locator('main')).toContainText('This password is among those that attackers try first.');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByLabel('Password once more').fill(PASSWORD);
  await page.getByRole('button', { name: 'Continue' }).click();

  await expect(page.locator('h1')).toHaveText('Add your authenticator app');
  await expect(page.getByRole('img', { name: 'QR code for your authenticator app' })).toBeVisible();
  const operator = { name, password: PASSWORD, secret: secretOf(await page.content()), recovery: [], cookies: [], step: 0 };
  await page.getByLabel('Code from your authenticator app').fill(await nextCode(operator));
  await page.getByRole('button', { name: 'Finish' }).click();
  await expect(page.locator('h1')).toHaveText('Keep your recovery codes');
  await expect(page.locator('.codes code')).toHaveCount(10);
  const recovery = await page.locator('.codes code').allTextContents();
  expect(new Set(recovery).size).toBe(10);
  await page.getByRole('link', { name: 'I have kept them' }).click();
  await expect(page).toHaveURL('/dashboard');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL('/dashboard/sign-in');
  await page.goto(link);
  await expect(page.locator('h1')).toHaveText('This link does not work any more');

  // Wherever they wanted to go, by the app; a code works once.
  await page.goto('/dashboard/account');
  await expect(page).toHaveURL('/dashboard/sign-in?next=%2Fdashboard%2Faccount');
  const password = async () => {
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.locator('h1')).toHaveText('Your authenticator app');
  };
  await password();
  await page.getByLabel('Code from your authenticator app').fill(codeOf(operator.secret, operator.step));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.locator('main')).toContainText('That code is wrong, or was used already.');
  await page.getByLabel('Code from your authenticator app').fill(await nextCode(operator));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL('/dashboard/account');
  await expect(page.locator('main')).toContainText(name);

  // And by a recovery code, whoever lost the app.
  const other = await desks.empty();
  await other.goto('/dashboard/sign-in');
  await other.getByLabel('Name').fill(name);
  await other.getByLabel('Password').fill(PASSWORD);
  await other.getByRole('button', { name: 'Sign in' }).click();
  await other.getByRole('link', { name: 'Use a recovery code instead' }).click();
  await other.getByLabel('Recovery code').fill(recovery[0] ?? '');
  await other.getByRole('button', { name: 'Sign in' }).click();
  await expect(other).toHaveURL('/dashboard');
  await other.goto('/dashboard/account');
  await expect(other.locator('main')).toContainText('9 recovery codes');
  await expect(other.locator('.session')).toHaveCount(2);

  // Everywhere, the other browser too.
  await other.getByRole('button', { name: 'Sign out everywhere', exact: true }).click();
  await expect(other).toHaveURL(/\/dashboard\/sign-in$/);
  await page.goto('/dashboard');
  await expect(page).toHaveURL('/dashboard/sign-in?next=%2Fdashboard');
});

// SEC-193: the same words, the same status and the same wait, for a name that there is and for one that there is not.
test('whoever guesses has to wait, and does not learn which names there are', async ({ desks, complaints }) => {
  complaints.expect(/status of (422|429)/);
  const operator = await operatorWith('viewer', { own: true });
  const told: Record<string, string[]> = {};
  for (const name of [operator.name, 'nobody-at-all']) {
    const page = await desks.empty();
    await page.goto('/dashboard/sign-in');
    // Each thing that is said, once: whoever is slow has waited already, and is told the first of them once more.
    const words: string[] = [];
    for (let tries = 0; !words.at(-1)?.startsWith('429 '); tries += 1) {
      await page.getByLabel('Name').fill(name);
      await page.getByLabel('Password').fill(`wrong wrong wrong ${tries}`);
      const answered = page.waitForResponse((answer) => answer.request().method() === 'POST');
      await page.getByRole('button', { name: 'Sign in' }).click();
      const status = (await answered).status();
      const said = `${status} ${await page.locator('.summary, [role="alert"]').first().innerText()}`;
      if (words.at(-1) !== said) words.push(said);
      expect(tries, words.join('\n')).toBeLessThan(10);
    }
    told[name] = words;
  }
  expect(told['nobody-at-all']).toEqual(told[operator.name]);
  // Its owner goes on, where they signed in before.
  const own = await desks.with(operator);
  await own.goto('/dashboard/account');
  await expect(own.locator('main')).toContainText(operator.name);
});

// SEC-149, SEC-193: nothing is drawn for nobody, and a session ends when nobody uses it.
test('a session ends when nobody uses it, and what comes then is an empty redirect', async ({ desks, time }) => {
  const operator = await operatorWith('viewer', { own: true });
  const page = await desks.with(operator);
  await page.goto('/dashboard/onboardings');
  await expect(page.locator('h1')).toHaveText('Onboardings');
  const before = await serverTime();
  await time.advance(29 * MINUTE);
  await page.reload();
  await expect(page.locator('h1')).toHaveText('Onboardings');
  await time.advance(31 * MINUTE);
  expect((await serverTime()) - before).toBeGreaterThanOrEqual(60 * MINUTE);
  for (const path of ['/dashboard', '/dashboard/onboardings', '/dashboard/settings/operators']) {
    const answer = await page.request.get(path, { maxRedirects: 0, headers: { origin: appUrl } });
    expect([answer.status(), await answer.text()]).toEqual([303, '']);
    expect(answer.headers()['cache-control']).toBe('no-store');
  }
  await page.reload();
  await expect(page).toHaveURL('/dashboard/sign-in?next=%2Fdashboard%2Fonboardings');
});
