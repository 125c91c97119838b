import { expect, gateway, type Journey, provider, simulator, test } from '../../fixtures/onekyc';
import {
  allIsSaid,
  answeredFrame,
  answersTo,
  ASK,
  frameAt,
  listenEverywhere,
  onlyOurFrameIsAnswered,
  questionsTo,
} from './listening';

// What our headers make the browser keep away, our script has to refuse all the same: here the headers are gone.

// A page that is answered by the test instead of the network counts as public, and the browser would keep it from
// loopback addresses.
test.use({
  launchOptions: async ({ launchOptions }, use) => {
    const args = (launchOptions.args ?? []).map((flag) =>
      flag.startsWith('--disable-features=') ? `${flag},LocalNetworkAccessChecks` : flag,
    );
    await use({ ...launchOptions, args });
  },
});

/** Our page as it would be without this header. */
const without = (journey: Journey, header: string) =>
  journey.page.route(journey.at('frame'), async (route) => {
    const response = await route.fetch();
    const headers = Object.fromEntries(Object.entries(response.headers()).filter(([name]) => name !== header));
    await route.fulfill({ response, headers });
  });

// OK-05
for (const [whose, address] of [
  ['the provider’s origin', `${provider}/kyc/v2/assets/launch.css`],
  ['another origin', `${gateway}/web-app/second.html`],
] as const) {
  // OK-05
  test(`a popup on ${whose} gets no answer`, async ({ journey, page }) => {
    await listenEverywhere(page);
    await without(journey, 'cross-origin-opener-policy');
    await journey.openFrame();
    const ours = await answeredFrame(journey);
    const opened = page.waitForEvent('popup');
    await page.evaluate((address) => void window.open(address), address);
    const popup = await opened;
    await popup.waitForURL(address);
    await popup.evaluate((ask) => (opener as Window).postMessage(ask, '*'), ASK);
    await onlyOurFrameIsAnswered(page, ours, popup);
  });
}

// OK-05
test('our frame’s window gets no answer while it is on another origin', async ({ journey, page }) => {
  await listenEverywhere(page);
  await without(journey, 'content-security-policy');
  await simulator.next('second_origin');
  await journey.openFrame();
  const moved = await frameAt(page, `${gateway}/web-app/second.html`);
  await moved.evaluate((ask) => parent.postMessage(ask, '*'), ASK);
  await allIsSaid(page, moved, 1);
  expect((await questionsTo(page)).map(({ origin }) => origin)).toEqual([gateway]);
  expect(await answersTo(moved)).toEqual([]);
});
