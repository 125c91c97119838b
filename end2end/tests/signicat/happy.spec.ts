import { PHONE } from '../../fixtures/applicant';
import { appUrl, signicatUrl } from '../../fixtures/simulator';
import { expect, test } from '../../fixtures/test';

test('SG-01 SG-02 SG-03 SG-08 SG-09 SG-11 a number is confirmed in the frame, and the page of the result stays', async ({
  applicant,
  simulator,
}) => {
  await applicant.begin();
  await applicant.openFrame();
  const session = await simulator.session();
  expect(session).toMatchObject({
    flow: 'embedded',
    embedded_parent_domains: [new URL(appUrl).host],
    sender: 'Example Bank',
    callback_urls: null,
  });
  expect(session.return_url).toMatch(new RegExp(`^${appUrl}/return/phone/[\\w-]{22,}$`));
  await applicant.prove();
  await applicant.isDone();
  expect((await simulator.session()).status).toBe('SUCCESS');
});

test('SG-05 SG-15 the frame shows the address that Signicat gave, with exactly our attributes and the number filled in', async ({
  applicant,
  simulator,
}) => {
  await applicant.begin();
  await applicant.openFrame();
  await expect(applicant.screen.locator('#phone')).toHaveValue(PHONE);
  const attributes = await applicant.frame.evaluate((frame) =>
    Object.fromEntries(frame.getAttributeNames().map((name) => [name, frame.getAttribute(name)])),
  );
  expect(attributes).toEqual({
    class: 'frame__screen',
    title: 'Screen of Signicat',
    sandbox: 'allow-scripts allow-same-origin allow-forms',
    referrerpolicy: 'strict-origin',
    src: (await simulator.session()).authentication_url,
  });
});

test('SG-13 a number is confirmed on a page of its own', async ({ applicant, page, simulator }) => {
  await applicant.begin();
  await page.goto(applicant.at());
  await applicant.choose('page');
  await applicant.leave();
  await page.waitForURL(`${signicatUrl}/**`);
  const session = await simulator.session();
  expect(session).toMatchObject({ flow: 'redirect', return_url: null });
  expect(new Set(session.callback_urls).size).toBe(1);
  await applicant.prove(page);
  await applicant.isDone();
});

test('SG-13 from the frame there is a permanent way to a page of its own: a second session, the first is cancelled', async ({
  applicant,
  page,
  simulator,
}) => {
  await applicant.begin();
  await applicant.openFrame();
  await applicant.screen.locator('#phone').waitFor();
  const first = await simulator.session();
  await page.getByRole('button', { name: 'Continue on a page of its own' }).click();
  await applicant.leave();
  await page.waitForURL(`${signicatUrl}/**`);
  const second = await simulator.session();
  expect(second.id).not.toBe(first.id);
  expect(second.flow).toBe('redirect');
  expect((await simulator.sessions()).find(({ id }) => id === first.id)?.status).toBe('CANCELLED');
  await applicant.prove(page);
  await applicant.isDone();
});

test('SG-13 whoever left a frame gets the page of its own first from then on', async ({ applicant, page }) => {
  await applicant.begin();
  await applicant.openFrame();
  await page.getByRole('button', { name: 'Continue on a page of its own' }).click();
  await page.waitForURL(applicant.at('leave'));
  await page.goto(applicant.at());
  await expect(page.locator('button[name="presentation"]').first()).toHaveAttribute('value', 'page');
});

for (const [lang, language] of [
  ['en', 'en'],
  // Signicat has no Indonesian.
  ['id', 'en'],
] as const) {
  test(`SG-14 the page's language ${lang} becomes ${language} at Signicat`, async ({ applicant, page, simulator }) => {
    await page.goto(`/start/phone?lang=${lang}`);
    await applicant.begin();
    await page.goto(applicant.at());
    await applicant.choose('frame');
    await applicant.hydrated();
    expect((await simulator.session()).language).toBe(language);
    await expect(page.locator('html')).toHaveAttribute('lang', lang);
  });
}

test('SG-06 the frame has its recommended size on a desktop, and nothing moves when it arrives', async ({ applicant, page }) => {
  await page.addInitScript(() => {
    const shifts: number[] = [];
    (window as unknown as { shifts: number[] }).shifts = shifts;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value);
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await applicant.begin();
  await applicant.openFrame();
  await applicant.screen.locator('#phone').waitFor();
  const box = await applicant.frame.boundingBox();
  expect(box?.width).toBeGreaterThanOrEqual(450);
  expect(box?.height).toBeGreaterThanOrEqual(650);
  expect(await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts)).toEqual([]);
});
