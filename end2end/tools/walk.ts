import { expect, type Page } from '@playwright/test';

/** One kind of page of ours, told by what only it has. */
const kinds = {
  demo: '.cards',
  frame: '.whose',
  terms: 'input[name="agree"]',
  tasks: '.tasks',
  waiting: 'leptos-island',
  leave: 'a.button[rel~="external"]',
  intro: 'main:has(ol.numbered) button[name="presentation"]',
  ended: 'button[name="presentation"]',
  question: '.field input',
  start: 'form.actions',
} as const;

export type Kind = keyof typeof kinds | 'end';

/** A page with an island loads scripts; all others must not. */
export const hasIsland = (kind: Kind) => kind === 'frame' || kind === 'waiting';

/** Which kind of page is shown. Pages with nothing to do are the end of a journey. */
export async function kindOf(page: Page): Promise<Kind> {
  for (const [kind, selector] of Object.entries(kinds)) {
    if ((await page.locator(selector).count()) > 0) return kind as Kind;
  }
  return 'end';
}

export interface Way {
  /** Part of the start page's address on the demo page. */
  journey: string;
  /** The number that is entered; its last digits choose what the simulated provider does. */
  phone: string;
  /** In our frame, or on a page of the provider's own. */
  presentation: 'frame' | 'page';
}

/** Goes through a journey from the demo page to its end, and shows every page of ours on the way. */
export async function walk(page: Page, way: Way, show: (kind: Kind) => Promise<void>) {
  await page.goto('/');
  for (let steps = 0; steps < 30; steps += 1) {
    const kind = await kindOf(page);
    await show(kind);
    if (kind === 'end' || kind === 'ended') return;
    const before = page.url();
    await goOn(page, kind, way);
    await page.waitForURL((url) => url.href !== before);
    await page.waitForLoadState('load');
  }
  throw new Error(`no end of the journey in sight at ${page.url()}`);
}

async function goOn(page: Page, kind: Kind, way: Way) {
  const submit = page.locator('main form button[type="submit"]');
  switch (kind) {
    case 'demo':
      return page.locator(`.cards a[href*="${way.journey}"]`).first().click();
    case 'tasks':
      return page.locator('main .actions a').first().click();
    case 'terms':
      await page.locator('input[name="agree"]').check();
      return submit.first().click();
    case 'question':
      await page.locator('input[type="tel"]').fill(way.phone);
      return submit.first().click();
    case 'intro':
      return page.locator(`button[name="presentation"][value="${way.presentation}"]`).first().click();
    case 'frame':
      return prove(page, page.frameLocator('main iframe').locator('body'));
    case 'leave': {
      await page.locator('a.button[rel~="external"]').click();
      return prove(page, page.locator('body'));
    }
    case 'waiting':
      // It goes on by itself; the button asks at once.
      return submit.first().click();
    case 'start':
      return submit.first().click();
    case 'ended':
    case 'end':
      return undefined;
  }
}

/** What a person does on the simulated pages of the phone provider. */
async function prove(page: Page, provider: ReturnType<Page['locator']>) {
  await provider.locator('#phone').waitFor();
  const before = await codes(page);
  await provider.locator('form:has(#phone) button').click();
  await expect
    .poll(async () => (await codes(page)).length > before.length || (await provider.locator('#phone').count()) === 0)
    .toBe(true);
  if ((await codes(page)).length > before.length) {
    const [code] = await codes(page);
    await provider.locator('#code').fill(code ?? '');
    await provider.locator('form:has(#code) button').first().click();
  }
}

async function codes(page: Page): Promise<string[]> {
  const answer = await page.request.get(`${process.env.SIM_CONTROL_URL}/inbox.json`);
  const { messages } = (await answer.json()) as { messages: { code: string }[] };
  return messages.map((message) => message.code);
}
