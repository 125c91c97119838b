import { app, expect, provider, simulator, test } from '../../fixtures/onekyc';

// OK-02, OK-03
test('the frame has exactly the attributes of the contract', async ({ journey }) => {
  await journey.openFrame();
  await expect(journey.element).toHaveCount(1);
  const attributes = await journey.element.evaluate((frame) =>
    Object.fromEntries(frame.getAttributeNames().map((name) => [name, frame.getAttribute(name)])),
  );
  const { user_token: token } = await journey.session();
  expect(attributes).toEqual({
    class: 'frame__screen',
    title: 'Screen of OneKYC',
    sandbox: 'allow-same-origin allow-scripts',
    allow: `camera ${provider}`,
    referrerpolicy: 'strict-origin',
    src: `${provider}/kyc/v2/index.html#/launch-v1?token=${token}`,
  });
});

// OK-02, OK-03, OK-16
test('the page delegates the camera to the provider only, and frames nobody else', async ({ journey, page }) => {
  await journey.openFrame();
  await journey.hydrated();
  const answer = await page.reload();
  const headers = (await answer?.allHeaders()) ?? {};
  const policy = headers['permissions-policy'] ?? '';
  expect(policy).toContain(`camera=(self "${provider}")`);
  expect(policy).toContain('microphone=()');
  const directives = (headers['content-security-policy'] ?? '').split(';').map((one) => one.trim());
  expect(directives).toContain(`frame-src 'self' ${provider}`);
  await journey.hydrated();
  const may = (feature: string) =>
    page.evaluate(
      ([feature, origin]) =>
        (document as unknown as { featurePolicy: { getAllowlistForFeature(name: string): string[] } }).featurePolicy
          .getAllowlistForFeature(feature ?? '')
          .includes(origin ?? ''),
      [feature, provider],
    );
  expect(await may('camera')).toBe(true);
  expect(await may('microphone')).toBe(false);
});

// OK-02: outside of this step nobody gets the camera.
test('pages without the frame delegate no camera', async ({ journey, page }) => {
  const answer = await page.goto(journey.at('intro'));
  expect((await answer?.allHeaders())?.['permissions-policy']).toContain('camera=()');
});

// OK-02: the sandbox holds; a provider that tries to take the whole window away does not get it.
test.describe('a frame that navigates the top window', () => {
  // The browser says that it refused.
  test.use({ allowedError: /Unsafe attempt to initiate navigation/ });
  test('stays where it is', async ({ journey, page }) => {
    await simulator.next('navigates_top');
    await journey.openFrame();
    await journey.screen.getByRole('button', { name: 'Use a sample photo' }).waitFor();
    expect(new URL(page.url()).origin).toBe(app);
    expect(new URL(page.url()).pathname).toBe(journey.at('frame'));
  });
});
