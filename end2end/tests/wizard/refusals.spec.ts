import type { Page } from '@playwright/test';

import { appUrl } from '../../fixtures/simulator';
import { expect, test } from '../../fixtures/test';

const REFUSED = /status of (404|409)/;

/** What a page says, without its support code. */
async function text(page: Page): Promise<string> {
  await expect(page.locator('footer code')).toHaveCount(1);
  return page.evaluate(() => {
    document.querySelector('footer code')?.remove();
    return document.body.innerText;
  });
}

test('a step whose turn has not come leads to the list of steps', async ({ page, simulator }) => {
  await page.goto('/start/phone');
  await page.locator('main form button').click();
  const tasks = page.url();
  const early = ['/steps/number', '/steps/confirm', '/result'];
  for (const place of ['frame', 'leave', 'wait', 'ended']) early.push(`/steps/confirm/${place}`);
  for (const path of early) {
    await page.goto(`${tasks}${path}`);
    await expect(page, path).toHaveURL(tasks);
    await expect(page.locator('.lead')).toHaveText('0 of 3 steps completed.');
  }
  expect(await simulator.sessions()).toEqual([]);
});

test('an answer to a step whose turn has not come changes nothing, and its page leads on', async ({ page, complaints, simulator }) => {
  complaints.expect(REFUSED);
  await page.goto('/start/phone');
  await page.locator('main form button').click();
  const tasks = page.url();
  for (const [step, field] of [
    ['number', 'phone=%2B447700900123'],
    ['confirm', 'presentation=frame'],
  ]) {
    const answer = await page.request.post(`${tasks}/steps/${step}`, {
      data: field,
      headers: { origin: appUrl, 'content-type': 'application/x-www-form-urlencoded' },
      maxRedirects: 0,
    });
    expect(answer.status(), step).toBe(409);
    expect(await answer.text()).toContain('It is not this step’s turn');
  }
  await page.goto(tasks);
  await expect(page.locator('.task .tag')).toHaveText(['Incomplete', 'Cannot start yet', 'Cannot start yet']);
  expect(await simulator.sessions()).toEqual([]);
});

test('agreeing in a second tab, when it was agreed in the first, leads on', async ({ page, context }) => {
  await page.goto('/start/phone');
  await page.locator('main form button').click();
  const tasks = page.url();
  const other = await context.newPage();
  for (const tab of [page, other]) {
    await tab.goto(`${tasks}/steps/terms`);
    await tab.getByRole('checkbox').check();
  }
  for (const tab of [page, other]) {
    await tab.locator('main form button').click();
    await expect(tab).toHaveURL(tasks);
    await expect(tab.locator('.lead')).toHaveText('1 of 3 steps completed.');
  }
});

// SEC-92
test('unknown, malformed and foreign ids get one and the same page', async ({ applicant, page, browser, complaints }) => {
  complaints.expect(REFUSED);
  await applicant.begin();
  const foreign = await browser.newContext({ baseURL: appUrl, locale: 'en-GB' });
  const stranger = await foreign.newPage();
  await stranger.goto('/start/phone');
  await stranger.locator('main form button').click();
  const theirs = new URL(stranger.url()).pathname;
  await foreign.close();

  const unknown = applicant.tasks.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
  const texts = new Set<string>();
  for (const tasks of [theirs, unknown, '/o/x', `/o/${'a'.repeat(300)}`, '/o/%00', '/o/..%2fadmin']) {
    for (const path of ['', '/result', '/steps/confirm/frame']) {
      const answer = await page.goto(`${tasks}${path}`);
      expect(answer?.status(), tasks + path).toBe(404);
      texts.add(await text(page));
    }
  }
  for (const path of ['/steps/nothing', '/steps/%3Cscript%3E', '/steps/confirm/nothing']) {
    const answer = await page.goto(`${applicant.tasks}${path}`);
    expect(answer?.status(), path).toBe(404);
    texts.add(await text(page));
  }
  expect([...texts].length, [...texts].join('\n---\n')).toBe(1);
  expect([...texts][0]).toContain('Page not found');
});

test('an unknown journey has the page for what does not exist', async ({ page, complaints }) => {
  complaints.expect(REFUSED);
  for (const journey of ['nothing', 'PHONE', 'x'.repeat(200)]) {
    const answer = await page.goto(`/start/${journey}`);
    expect(answer?.status()).toBe(404);
    await expect(page.locator('h1')).toHaveText('Page not found');
  }
});

test('a browser that lost its cookie is told how to go on, on pages and beside the frame', async ({
  applicant,
  page,
  context,
  complaints,
}) => {
  complaints.expect(REFUSED);
  await applicant.begin();
  await applicant.openFrame();
  await applicant.screen.locator('#phone').waitFor();
  await context.clearCookies({ domain: 'localhost' });
  await applicant.screen.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.locator('.frame__note')).toHaveText('This page is no longer valid. Load it again to see where you are.');
  await page.getByRole('button', { name: 'Load this page again' }).click();
  await expect(page.locator('h1')).toHaveText('Page not found');
  await expect(page.locator('main')).toContainText('go to the first page of this site in the browser you began in: it lists what you have begun');
  await page.goto('/start/phone');
  await page.locator('main form button').click();
  await expect(page.locator('h1')).toHaveText('Your steps');
});

for (const [what, ms] of [
  ['nobody used for two hours', 121 * 60_000],
  ['is a day old', 25 * 3_600_000],
] as const) {
  test(`a browser session that ${what} is over, and nothing of the onboarding is shown`, async ({
    applicant,
    page,
    complaints,
    simulator,
  }) => {
    complaints.expect(REFUSED);
    await applicant.begin();
    await page.goto(applicant.tasks);
    await expect(page.locator('h1')).toHaveText('Your steps');
    await simulator.advance(ms);
    await page.goto(applicant.tasks);
    await expect(page.locator('h1')).toHaveText('Page not found');
    await expect(page.locator('main')).not.toContainText('Example Bank');
  });
}
