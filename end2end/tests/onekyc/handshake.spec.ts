import { app, expect, gateway, headings, provider, simulator, test } from '../../fixtures/onekyc';
import { ANSWER, answeredFrame, ASK, frameAt, heardBy, listenEverywhere, onlyOurFrameIsAnswered, questionsTo } from './listening';

// OK-04, OK-06
test('the frame asks once, and is answered once, from our exact origin', async ({ journey, page }) => {
  await listenEverywhere(page);
  await journey.openFrame();
  const frame = await answeredFrame(journey);
  expect(await questionsTo(page)).toEqual([{ data: ASK, origin: provider }]);
  expect(await heardBy(frame)).toEqual([{ data: ANSWER, origin: app }]);
});

// OK-04
test('the answer is addressed to the origin that asked', async ({ journey, page }) => {
  await page.addInitScript(() => {
    const posted: unknown[] = [];
    (self as unknown as { posted: unknown[] }).posted = posted;
    // What our page calls `postMessage` of another origin's window with cannot be seen there: that window belongs to
    // another process. So the frame is served from our own side of the fence for once, by its proxy.
    const place = Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'source');
    const content = Object.getOwnPropertyDescriptor(HTMLIFrameElement.prototype, 'contentWindow');
    const proxies = new WeakMap<object, object>();
    const watched = (real: Window | null) => {
      if (real === null || real === self) return real;
      const known = proxies.get(real);
      if (known) return known;
      const proxy = { postMessage: (...what: unknown[]) => posted.push(what) };
      proxies.set(real, proxy);
      return proxy;
    };
    if (self === top) {
      Object.defineProperty(MessageEvent.prototype, 'source', {
        get() {
          return watched(place?.get?.call(this));
        },
      });
      Object.defineProperty(HTMLIFrameElement.prototype, 'contentWindow', {
        get() {
          return watched(content?.get?.call(this));
        },
      });
    }
  });
  await journey.openFrame();
  await expect.poll(() => page.evaluate(() => (self as unknown as { posted?: unknown[] }).posted?.length)).toBe(1);
  expect(await page.evaluate(() => (self as unknown as { posted: unknown[] }).posted)).toEqual([[ANSWER, provider]]);
});

// OK-04
test('a frame that asks again until it is answered works', async ({ journey, page }) => {
  await listenEverywhere(page);
  await simulator.next('handshake_repeated');
  await journey.openFrame();
  await answeredFrame(journey);
  await journey.proveWithSample();
  await journey.reaches('result', headings.done);
});

// OK-04: what was not asked is not answered.
test('a frame that does not ask gets no answer, and the result comes all the same', async ({ journey, page }) => {
  await listenEverywhere(page);
  await simulator.next('handshake_never');
  await journey.openFrame();
  await journey.screen.getByRole('button', { name: 'Use a sample photo' }).waitFor();
  expect(await heardBy(await frameAt(page, `${provider}/kyc/`))).toEqual([]);
  await journey.proveWithSample();
  await expect(journey.screen.getByText('The page around this one did not answer.')).toBeVisible();
  expect(await heardBy(page)).toEqual([]);
  // Nothing reports to our page: it goes on when it asks, or when the applicant does.
  await page.getByRole('link', { name: 'Continue' }).click();
  await journey.reaches('result', headings.done);
});

// OK-06
test('the frame posts its callback only after the answer, and only to who answered', async ({ journey, page }) => {
  await listenEverywhere(page);
  await simulator.details('nothing');
  await journey.openFrame();
  const frame = await answeredFrame(journey);
  // Another window may say the same words: the first answer holds.
  await frame.evaluate((answer) => postMessage(answer, '*'), ANSWER);
  const callbacks = async () => (await heardBy(page)).filter(({ data }) => data?.type === 'ONEKYC_QR_CALLBACK');
  expect(await callbacks()).toEqual([]);
  // Our page would leave at once; what it heard has to be read before.
  await page.route('**/fn/report_message', () => {});
  await journey.screen.getByRole('button', { name: 'Close', exact: true }).click();
  await expect.poll(async () => (await callbacks()).length).toBe(1);
  const { partner_session_id: id } = await journey.session();
  expect(await callbacks()).toEqual([
    { data: { type: 'ONEKYC_QR_CALLBACK', data: { status: 'ERROR', error_code: 'PENDING', partner_session_id: id } }, origin: provider },
  ]);
  expect((await heardBy(frame)).filter(({ data }) => data?.type === 'ONEKYC_QR_CALLBACK')).toEqual([]);
});

// OK-05
test.describe('nobody else gets an answer:', () => {
  // OK-05
  test('not a frame of another origin inside the frame', async ({ journey, page }) => {
    await listenEverywhere(page);
    await simulator.next('handshake_from_other_frame');
    await journey.openFrame();
    const ours = await answeredFrame(journey);
    const inner = await frameAt(page, gateway);
    await onlyOurFrameIsAnswered(page, ours, inner);
  });

  // OK-05: the provider's origin alone does not make a window ours.
  test('not a second frame on the provider’s own origin', async ({ journey, page }) => {
    await listenEverywhere(page);
    await journey.openFrame();
    const ours = await answeredFrame(journey);
    await page.evaluate((address) => {
      const second = document.createElement('iframe');
      second.title = 'A second frame';
      second.src = address;
      document.body.append(second);
    }, `${provider}/kyc/v2/assets/launch.css`);
    const second = await frameAt(page, `${provider}/kyc/v2/assets/`, ours);
    await second.evaluate((ask) => parent.postMessage(ask, '*'), ASK);
    await onlyOurFrameIsAnswered(page, ours, second);
  });

  // OK-05
  test('not our own window', async ({ journey, page }) => {
    await listenEverywhere(page);
    await journey.openFrame();
    const ours = await answeredFrame(journey);
    await page.evaluate((ask) => postMessage(ask, '*'), ASK);
    await onlyOurFrameIsAnswered(page, ours, page);
  });

  // OK-05
  test('not a popup, which cannot even ask, because it has no opener', async ({ journey, page }) => {
    await journey.openFrame();
    await journey.hydrated();
    const opened = page.waitForEvent('popup');
    await page.evaluate((address) => void window.open(address), `${provider}/kyc/v2/assets/launch.css`);
    const popup = await opened;
    await popup.waitForURL(`${provider}/kyc/v2/assets/launch.css`);
    expect(await popup.evaluate(() => opener)).toBeNull();
  });

  test.describe('not the frame itself on another origin', () => {
    // The browser says that it kept the frame there.
    test.use({ allowedError: /Framing '.*' violates the following Content Security Policy directive/ });
    // OK-05, OK-16
    test('where it cannot go', async ({ journey, page }) => {
      await listenEverywhere(page);
      await simulator.next('second_origin');
      const refused = page.waitForEvent('console', (message) => message.text().includes('Content Security Policy'));
      await journey.openFrame();
      expect((await refused).text()).toContain(gateway);
      expect((await heardBy(page)).filter(({ origin }) => origin === gateway)).toEqual([]);
      await expect(page).toHaveURL(journey.at('frame'));
    });
  });
});
