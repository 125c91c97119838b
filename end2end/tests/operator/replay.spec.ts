import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';

import { PHONE } from '../../fixtures/applicant';
import { expect, operatorWith, signIn, test } from '../../fixtures/operator';
import { Player, comparable, type Scenario } from '../../fixtures/scenario';
import { camera } from '../../fixtures/selfie';
import { caseOf } from './cases';

test.use(camera('face'));

/** The applicant cancels at the provider, and gets through the second time. */
const KINDS = [
  'Start page',
  'Task list',
  'Text to agree to',
  'Task list',
  'Questions',
  'Task list',
  'Before the provider’s screen',
  'The provider’s screen in a frame',
  'The check stopped or ended',
  'The provider’s screen in a frame',
  'The end',
];

test('an onboarding that fails and then passes is replayed, and its file leads to the same end', async ({
  applicant,
  browser,
  complaints,
  desks,
  page,
  simulator,
}) => {
  await simulator.next('signicat', 'abort');
  await applicant.begin();
  await applicant.openFrame();
  await applicant.sendNumber();
  await page.waitForURL(applicant.at('ended'));
  await applicant.choose('frame');
  await applicant.hydrated();
  await applicant.prove();
  await applicant.isDone();
  const viewer = await operatorWith('viewer');

  await test.step('the pages, without scripts', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    complaints.watch(context);
    const plain = await context.newPage();
    await signIn(plain, viewer);
    await plain.goto(caseOf(applicant.id));
    await plain.getByRole('link', { name: 'Replay', exact: true }).click();
    for (const [index, kind] of KINDS.entries()) {
      await expect(plain.locator('h1')).toHaveText(`Replay: page ${index + 1} of ${KINDS.length}`);
      await expect(plain.locator('dl.pairs dd').first()).toHaveText(kind);
      expect(await plain.content()).not.toContain(PHONE.slice(-7));
      if (index + 1 < KINDS.length) await plain.getByRole('link', { name: 'Next page' }).click();
    }
    await plain.getByRole('link', { name: 'First page' }).click();
    await expect(plain.locator('h1')).toHaveText(`Replay: page 1 of ${KINDS.length}`);
    await context.close();
  });

  const desk = await desks.with(viewer);
  await test.step('nothing in them can be pressed', async () => {
    const replay = `${caseOf(applicant.id)}/replay`;
    await desk.goto(`${replay}?at=9`);
    await expect(desk.locator('.replay__page')).toContainText('You cancelled');
    await desk.locator('.replay__page button').first().click({ force: true });
    await desk.locator('.replay__page a').first().click({ force: true });
    await expect(desk).toHaveURL(`${replay}?at=9`);
    expect(await desk.locator('.replay__page').evaluate((drawn: HTMLElement) => drawn.inert)).toBe(true);
    for (const at of [3, 8]) {
      await desk.goto(`${replay}?at=${at}`);
      const { violations } = await new AxeBuilder({ page: desk }).analyze();
      expect(violations.map(({ id }) => id)).toEqual([]);
    }
  });

  await test.step('its file', async () => {
    const loading = desk.waitForEvent('download');
    await desk.getByRole('link', { name: 'Download as a simulator scenario' }).click();
    const download = await loading;
    expect(download.suggestedFilename()).toBe(`scenario-${applicant.id}.json`);
    const text = await readFile(await download.path(), 'utf8');
    expect(text).not.toContain(PHONE.slice(-7));
    const file = JSON.parse(text) as Scenario;
    expect(file.acts.flatMap((act) => (act.do === 'check' ? act.sessions.map(({ scenario }) => scenario) : []))).toEqual(['abort', 'normal']);

    const id = await new Player(page, simulator).plays(file);
    expect(id).not.toBe(applicant.id);
    await expect(page.locator('h1')).toHaveText('You are done');
    const again = await desk.request.get(`${caseOf(id)}/scenario`);
    expect(comparable((await again.json()) as Scenario)).toEqual(comparable(file));
  });
});

/** A check with one provider session. */
const check = (
  [provider, step, number]: [string, string, number],
  [presentation, scenario]: ['frame' | 'page', string],
  [state, reason]: [string, string | null],
) => ({
  do: 'check',
  after_ms: 0,
  step,
  number,
  connection: provider,
  provider,
  sessions: [{ number: 1, after_ms: 0, presentation, person: 'goes_on', scenario, observed: [] }],
  state,
  reason,
});

const act = (what: string, more: object) => ({ do: what, after_ms: 0, ...more });

const agrees = act('agree', { step: 'terms', consents: [] });

/** Answers that are made up, of these kinds; those of the kind `nothing` are left out. */
const answers = (step: string, fields: Record<string, string>, left: Record<string, string> = {}) => {
  const all = (fields: Record<string, string>, enter: string) => Object.entries(fields).map(([name, kind]) => ({ name, kind, enter }));
  return act('answer', { step, fields: [...all(fields, 'made_up'), ...all(left, 'nothing')] });
};

interface Written {
  acts: object[];
  began?: 'link';
  /** Where it leads; to the end otherwise. */
  ending?: 'needs_review' | 'cancelled';
  heading?: string;
}

/** Written by hand, of the other providers. */
const written: Record<string, object[] | Written> = {
  identity: [
    agrees,
    check(['onekyc', 'face', 1], ['frame', 'not_live'], ['refused', 'not_accepted']),
    check(['onekyc', 'face', 2], ['frame', 'valid'], ['succeeded', null]),
  ],
  payment: [
    agrees,
    check(['bankid', 'approve', 1], ['frame', 'access_denied'], ['cancelled', 'cancelled']),
    check(['bankid', 'approve', 2], ['frame', 'happy'], ['succeeded', null]),
  ],
  singpass: [agrees, check(['frankieone', 'data', 1], ['page', 'happy'], ['succeeded', null])],
  'selfie-match': [
    agrees,
    answers('card', { picture: 'photo' }),
    check(['selfie_liveness', 'face', 1], ['frame', 'not_live'], ['refused', 'not_accepted']),
    check(['selfie_liveness', 'face', 2], ['frame', 'valid'], ['succeeded', null]),
  ],
  singapore: {
    acts: [
      agrees,
      act('choose', { choice: 'identity', way: 'singpass' }),
      act('choose', { choice: 'identity', way: 'document' }),
      answers('document', { picture: 'upload', name: 'text', birthdate: 'date' }),
      answers('about', { name: 'text', birthdate: 'date', address: 'text' }, { email: 'email' }),
    ],
    ending: 'needs_review',
    heading: 'Thank you. Somebody will look at this',
  },
  norway: {
    acts: [
      agrees,
      answers('number', { phone: 'phone' }),
      check(['signicat', 'confirm', 1], ['frame', 'normal'], ['succeeded', null]),
      act('skip', { step: 'receipt' }),
      act('unskip', { step: 'receipt' }),
      act('hand_over', { step: 'deposit' }),
    ],
    ending: 'needs_review',
    heading: 'A person goes on from here',
  },
  indonesia: {
    began: 'link',
    acts: [
      act('agree', { step: 'terms', consents: ['face'] }),
      act('withdraw', { step: 'terms', consent: 'face' }),
      act('agree', { step: 'terms', consents: ['face'] }),
      act('disown', {}),
    ],
    ending: 'cancelled',
    heading: 'This has ended',
  },
  // The bank's own service: on its page, and without one.
  customer: {
    began: 'link',
    acts: [
      check(['external', 'ask', 1], ['page', 'cancelled'], ['cancelled', 'cancelled']),
      check(['external', 'ask', 2], ['page', 'happy'], ['succeeded', null]),
      check(['external', 'find', 1], ['page', 'no_page'], ['succeeded', null]),
    ],
  },
};

for (const [name, story] of Object.entries(written)) {
  const { acts, began, ending, heading }: Written = Array.isArray(story) ? { acts: story } : story;
  test(`a file of the journey ${name} is played, and what came of it is the same file`, async ({ complaints, desks, page, simulator }) => {
    // OneSDK asks whether there is such a person before it begins.
    complaints.expect(/status of 404 .*\/data\/v2\/applicant\//);
    await simulator.switches('onekyc', { poll_ms: 50 });
    await simulator.switches('selfie_liveness', { poll_ms: 50 });
    const file = {
      format: 'vestibule.scenario',
      version: 1,
      journey: { name, version: '' },
      locale: 'en',
      began: began ?? 'start_page',
      acts: [act('begin', {}), ...acts],
      ending: { status: ending ?? 'completed', by_itself: ending ?? 'completed', closed: null },
      unmapped: [],
    } as unknown as Scenario;
    const id = await new Player(page, simulator).plays(file);
    await expect(page.locator('h1')).toHaveText(heading ?? 'You are done');
    const desk = await desks.of('viewer');
    const made = (await (await desk.request.get(`${caseOf(id)}/scenario`)).json()) as Scenario;
    expect(comparable(made)).toEqual(comparable({ ...file, journey: { name, version: made.journey.version } }));
  });
}
