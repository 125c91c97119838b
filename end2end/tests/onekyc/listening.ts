/** Listening to what windows say to each other. */
import type { Frame, Page } from '@playwright/test';
import { expect, type Journey, provider } from '../../fixtures/onekyc';

export const ASK = { type: 'GET_ORIGIN_FROM_ONEKYC' };
export const ANSWER = { type: 'SEND_ORIGIN_TO_ONEKYC' };

/** One message that a window heard. */
export interface Heard {
  data: { type?: string } | null;
  origin: string;
}

/** Every window of the context keeps what it hears, from before its first script on. */
export async function listenEverywhere(page: Page) {
  await page.context().addInitScript(() => {
    const heard: Heard[] = [];
    (window as unknown as { heard: Heard[] }).heard = heard;
    addEventListener('message', ({ data, origin }) => heard.push({ data, origin }));
  });
}

export const heardBy = (window: Page | Frame): Promise<Heard[]> =>
  window.evaluate(() => (self as unknown as { heard?: Heard[] }).heard ?? []);

export const answersTo = async (window: Page | Frame) =>
  (await heardBy(window)).filter(({ data }) => data?.type === ANSWER.type);

export const questionsTo = async (page: Page) => (await heardBy(page)).filter(({ data }) => data?.type === ASK.type);

/** The frame whose document is below this address, once there is one that listens. */
export async function frameAt(page: Page, address: string, except?: Frame): Promise<Frame> {
  const find = () => page.frames().find((frame) => frame.url().startsWith(address) && frame !== except);
  await expect.poll(() => find() !== undefined, `a frame at ${address}`).toBe(true);
  const frame = find();
  if (!frame) throw new Error(`no frame at ${address}`);
  await frame.waitForLoadState();
  return frame;
}

/** Our frame, after it was answered. */
export async function answeredFrame(journey: Journey): Promise<Frame> {
  const frame = await frameAt(journey.page, `${provider}/kyc/`);
  await expect.poll(async () => (await answersTo(frame)).length).toBe(1);
  return frame;
}

/**
 * Our page heard so many questions, and what it had to say to its frame's window is said: a word that is posted after
 * them, by the same window to the same one, arrives after them.
 */
export async function allIsSaid(page: Page, window: Frame, questions: number) {
  await expect.poll(async () => (await questionsTo(page)).length).toBe(questions);
  await page.evaluate(() => {
    document.querySelector<HTMLIFrameElement>('main iframe')?.contentWindow?.postMessage({ type: 'THE_LAST_ONE' }, '*');
  });
  await expect.poll(async () => (await heardBy(window)).map(({ data }) => data?.type)).toContain('THE_LAST_ONE');
}

/** Our frame was answered its one question, and the impostor, whose question came second, was not; nor was our frame for it. */
export async function onlyOurFrameIsAnswered(page: Page, ours: Frame, impostor: Page | Frame) {
  await allIsSaid(page, ours, 2);
  expect(await answersTo(ours)).toHaveLength(1);
  expect(await answersTo(impostor)).toEqual([]);
  expect(await answersTo(page)).toEqual([]);
}
