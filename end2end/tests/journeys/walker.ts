import { type FrameLocator, type Page } from '@playwright/test';

import { look } from '../../fixtures/a11y';
import { type Simulator } from '../../fixtures/simulator';
import { expect, test as base } from '../../fixtures/test';

export const headings = {
  steps: 'Your steps',
  done: 'You are done',
  reviewed: 'Thank you. Somebody will look at this',
  handed: 'A person goes on from here',
  stopped: 'This cannot be completed here',
  check: 'Check your answers',
  help: 'Get help from a person',
} as const;

/** Each kind of page is looked at once, whoever comes there first. */
const looked = new Set<string>();

/** Somebody who walks through one of the example journeys by what the pages say. */
export class Walker {
  id = '';

  constructor(
    readonly page: Page,
    readonly simulator: Simulator,
    private readonly axe: boolean,
  ) {}

  /** The same person in another tab. */
  in(page: Page): Walker {
    const other = new Walker(page, this.simulator, false);
    other.id = this.id;
    return other;
  }

  /** From the demo page to the task list. */
  async begins(title: string): Promise<void> {
    await this.page.goto('/');
    await this.page.getByRole('link', { name: new RegExp(`^Begin\\s*: ${title}$`) }).click();
    await this.sees(title);
    await this.presses('Start now');
    await this.page.waitForURL(/\/o\/[^/]+$/);
    this.id = new URL(this.page.url()).pathname.split('/')[2] ?? '';
    await this.sees(headings.steps);
  }

  path = (rest = '') => `/o/${this.id}${rest}`;

  /** The page with this heading is here; with axe without a violation, and whole at 320 px. */
  async sees(heading: string | RegExp): Promise<void> {
    await expect(this.page.locator('h1')).toHaveText(heading);
    const kind = `${new URL(this.page.url()).pathname.replace(this.id, '')}: ${await this.page.title()}`;
    if (!this.axe || looked.has(kind)) return;
    looked.add(kind);
    await look(this.page, 'en', 'one');
  }

  /** The next step, from the task list. */
  async goesOn(heading: string | RegExp): Promise<void> {
    await this.page.goto(this.path());
    await this.page.locator('main .actions a.button').click();
    await this.sees(heading);
  }

  presses = (name: string) => this.page.getByRole('button', { name, exact: true }).click();

  async agrees(heading: string): Promise<void> {
    await this.goesOn(heading);
    for (const box of await this.page.getByRole('checkbox').all()) await box.check();
    await this.presses('Agree and continue');
  }

  async answers(answers: Record<string, string>): Promise<void> {
    for (const [label, answer] of Object.entries(answers)) {
      await this.page.getByLabel(label, { exact: true }).fill(answer);
    }
    await this.presses('Continue');
  }

  /** Names and values on the page that shows the answers once more. */
  async checked(): Promise<Record<string, string>> {
    await this.sees(headings.check);
    const rows = await this.page
      .locator('dl.answers > div')
      .evaluateAll((rows) => rows.map((row) => [row.querySelector('dt')?.textContent ?? '', row.querySelector('dd')?.textContent ?? '']));
    return Object.fromEntries(rows) as Record<string, string>;
  }

  confirms = () => this.page.locator('main form button[type="submit"]').click();

  /** The statuses of the task list, in order. */
  async tasks(): Promise<string[]> {
    await this.page.goto(this.path());
    return this.page.locator('.task .tag').allTextContents();
  }

  get screen(): FrameLocator {
    return this.page.frameLocator('main iframe');
  }

  /** From the page before it into the provider's frame. */
  async opensFrame(): Promise<void> {
    await this.presses('Continue on this page');
    await this.page.locator('.frame[data-hydrated]').waitFor();
  }

  /** Input into another site's frame may be lost while that frame goes to its next page: by script. */
  tells = (name: string) => this.screen.getByRole('button', { name, exact: true }).dispatchEvent('click');

  /** The number is sent and the code typed in, in Signicat's frame or on its page. */
  async confirmsPhone(within: FrameLocator | Page = this.screen, codes = 1): Promise<void> {
    await within.locator('form:has(#phone) button').dispatchEvent('click');
    await within.locator('#code').fill(await this.simulator.code(codes));
    await within.locator('form:has(#code) button').dispatchEvent('click');
  }

  /** Says who they are to BankID, compares the words, and presses this button of the app. */
  async paysWith(button: 'Approve' | 'Deny' | 'Cancel'): Promise<void> {
    await this.screen.getByLabel('National identity number').fill('12839030108');
    await this.tells('Continue');
    const words = (await this.screen.locator('#words').textContent()) ?? '';
    await expect(this.page.locator('.binding__words')).toHaveText(words);
    await this.tells(button);
  }

  /** Goes to Singpass as far as its consent page, and decides. */
  async goesToSingpass(agrees: boolean): Promise<void> {
    await this.page.locator('button[name="presentation"][value="page"]').click();
    await this.presses('Go to FrankieOne');
    await this.page.locator('button[value="citizen"]').click();
    await this.presses(agrees ? 'I agree' : 'I do not agree');
  }

  /** The end, which stays when it is loaded again. */
  async ends(heading: string): Promise<void> {
    await this.page.waitForURL(this.path('/result'));
    await this.sees(heading);
    await this.page.reload();
    await this.sees(heading);
  }

  /** What the applicant must never read: why somebody has to look. */
  async isToldNothing(): Promise<void> {
    await expect(this.page.locator('main')).not.toContainText(/match|differ|duplicate|signal|suspicio|fraud|changed|another person|velocity/i);
  }
}

export const test = base.extend<{ walker: Walker }>({
  contextOptions: { reducedMotion: 'reduce' },
  walker: async ({ page, simulator, javaScriptEnabled }, use) => {
    await simulator.switches('onekyc', { poll_ms: 50 });
    await simulator.switches('selfie_liveness', { poll_ms: 50 });
    await use(new Walker(page, simulator, javaScriptEnabled !== false));
    await simulator.reset();
  },
});

export { expect };
