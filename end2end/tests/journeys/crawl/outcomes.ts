import { expect } from '@playwright/test';

import { appUrl, controlUrl, sdkUrl, type ProviderName, type Simulator } from '../../../fixtures/simulator';
import { read } from './reading';
import type { Answer, Visitor } from './visitor';

/** Who stands behind a step, by the journey and the step's name. */
export const providers: Record<string, ProviderName> = {
  'indonesia/identity': 'onekyc',
  'indonesia/face': 'selfie_liveness',
  'norway/confirm': 'signicat',
  'norway/deposit': 'bankid',
  'singapore/singpass': 'frankieone',
  'europe/confirm': 'signicat',
};

/** Where the visitor is. */
export interface At {
  visitor: Visitor;
  simulator: Simulator;
  id: string;
  step: string;
}

/** What a provider can answer, and the page that the person sees then. */
export type Outcome = (at: At) => Promise<Answer>;

async function control(path: string, body: object): Promise<Record<string, unknown>> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${controlUrl}/control/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
}

const path = ({ id, step }: At, rest = '') => `/o/${id}/steps/${step}${rest}`;
const begin = (at: At, presentation: 'frame' | 'page') => at.visitor.post(path(at), [['presentation', presentation]]);
const whereabouts = (at: At) => at.visitor.get(path(at, '/wait'));

async function newest(simulator: Simulator, provider: ProviderName): Promise<Record<string, unknown>> {
  const state = (await simulator.state()) as unknown as Record<string, { sessions: Record<string, unknown>[] }>;
  const session = state[provider]?.sessions.at(-1);
  if (!session) throw new Error(`${provider} has no session`);
  return session;
}

interface Frame {
  attempt: string;
}

/** The frame, as the script of our page asks for it. */
async function framed(at: At): Promise<Frame> {
  await begin(at, 'frame');
  const view = await at.visitor.call('launch', { at: { onboarding: at.id, step: at.step } });
  const frame = view['frame'] as Frame | undefined;
  if (!frame) throw new Error(`no frame: ${JSON.stringify(view)}`);
  return frame;
}

/** Signicat's own page ends like this, and comes back if it says where to. */
const phone = (outcome: string, number?: string): Outcome => async (at) => {
  await begin(at, 'page');
  const id = String((await newest(at.simulator, 'signicat'))['id']);
  const body = number === undefined ? { outcome } : { outcome, phone_number: number };
  const { location } = await control(`signicat/sessions/${encodeURIComponent(id)}/finish`, body);
  if (typeof location !== 'string') return whereabouts(at);
  const back = new URL(location);
  return at.visitor.post(`${back.pathname}${back.search}`);
};

/** A gateway of OneKYC's family settles the submission and calls us back. */
const face =
  (provider: 'onekyc' | 'selfie_liveness', end: object): Outcome =>
  async (at) => {
    if (provider === 'onekyc') await begin(at, 'page');
    else await framed(at);
    const session = await newest(at.simulator, provider);
    await control(`${provider}/sessions/${String(session['partner_session_id'])}/finish`, end);
    await control('tick', { force: true });
    return whereabouts(at);
  };

/** The payment ends like this in the frame, which our page hears of. */
const payment = (outcome: string): Outcome => async (at) => {
  const frame = await framed(at);
  const id = String((await newest(at.simulator, 'bankid'))['id']);
  const { location } = await control(`bankid/sessions/${encodeURIComponent(id)}/finish`, { outcome });
  const back = new URL(String(location));
  const claim = {
    at: { onboarding: at.id, step: at.step },
    attempt: frame.attempt,
    path: back.pathname,
    search: back.search,
  };
  const { go_to } = await at.visitor.call('claim_return', { claim });
  return at.visitor.get(typeof go_to === 'string' ? go_to : path(at, '/wait'));
};

/** OneSDK's page: to the identity provider, back, and its last word. */
const federation = (finish: object | null, word: object): Outcome => async (at) => {
  const announced = await begin(at, 'page');
  const form = read(announced.html).forms.find(({ action }) => action.startsWith(sdkUrl));
  if (!form) throw new Error(`nothing leads to the SDK page: ${announced.path}`);
  const fields = new URLSearchParams(form.inputs.map(({ name, value }) => [name, value]));
  const opened = await fetch(form.action, { method: 'POST', headers: { origin: appUrl }, body: fields });
  const data = /id="vestibule-data">(.*?)<\/script>/s.exec(await opened.text())?.[1] ?? '{}';
  const { opened: page } = JSON.parse(data) as { opened: { continuation: string; parameters: { reference: string } } };
  const asks = async (name: string, body: object) => {
    const headers = { 'content-type': 'application/json', origin: sdkUrl };
    const answer = await fetch(`${sdkUrl}/sdk/frankieone/${name}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    return (await answer.json()) as Record<string, unknown>;
  };
  let code = page.continuation;
  if (finish) {
    await control(`frankieone/sessions/${encodeURIComponent(page.parameters.reference)}/finish`, finish);
    code = String((await asks('resume', { code }))['continuation']);
  }
  const { to } = await asks('finish', { code, message: JSON.stringify(word) });
  const home = new URL(String(to));
  return at.visitor.post(`${home.pathname}${home.search}`);
};

/** Nothing can be begun at the provider, whatever is asked. */
const unavailable = (provider: ProviderName, presentation: 'frame' | 'page'): Outcome => async (at) => {
  await at.simulator.fault(provider, { fault: 'down' });
  at.visitor.mayHear = 503;
  try {
    const page = await begin(at, presentation);
    if (presentation === 'page') return page;
    const view = await at.visitor.call('launch', { at: { onboarding: at.id, step: at.step } });
    const to = (view['go_to'] as { path?: string } | undefined)?.path;
    return await at.visitor.get(to ?? path(at));
  } finally {
    at.visitor.mayHear = undefined;
    await at.simulator.mend(provider);
    // Until then our server does not ask a provider that was down.
    await at.simulator.advance(61_000);
  }
};

/** The person goes away in the middle, and comes back when the time has run out. */
const expired = (presentation: 'frame' | 'page', minutes: number): Outcome => async (at) => {
  if (presentation === 'frame') await framed(at);
  else await begin(at, 'page');
  await at.simulator.advance(minutes * 60_000);
  // Our server notices by itself, a moment after the clock has moved.
  let page = await whereabouts(at);
  const told = { message: `${at.step} runs out`, intervals: [50] };
  await expect.poll(async () => (page = await whereabouts(at)).path, told).toMatch(/\/ended$/);
  return page;
};

/** In the middle: the provider's screen is open, and the person looks around here. */
const away = (presentation: 'frame' | 'page'): Outcome => (at) => begin(at, presentation);

/** The same again until no try is left. Where tries rest in between, the time passes. */
const exhausted = (once: Outcome): Outcome => async (at) => {
  let page = await once(at);
  for (let tries = 1; tries < 5; tries += 1) {
    await at.simulator.advance(121_000);
    page = await at.visitor.get(path(at));
    const again = read(page.html).forms.some(({ buttons }) => buttons.some(({ name }) => name === 'presentation'));
    if (!again) return page;
    page = await once(at);
  }
  throw new Error(`${at.step} has tries without an end`);
};

const invalid = { status: 'COMPLETED', result: 'INVALID', reasonCode: 'NOT_LIVE' };

/** Every outcome of each provider that differs for the person. The number that was given is in the answer where none is named. */
export const outcomes: Record<string, Record<string, Outcome>> = {
  signicat: {
    success: phone('SUCCESS'),
    'another number': phone('SUCCESS', '+4740099999'),
    refused: phone('ERROR'),
    cancelled: phone('ABORT'),
    expired: expired('page', 25),
    exhausted: exhausted(phone('ERROR')),
    unavailable: unavailable('signicat', 'page'),
    away: away('page'),
    'in the frame': away('frame'),
  },
  onekyc: {
    success: face('onekyc', { status: 'COMPLETED', result: 'VALID' }),
    refused: face('onekyc', invalid),
    expired: expired('page', 40),
    exhausted: exhausted(face('onekyc', invalid)),
    unavailable: unavailable('onekyc', 'page'),
    away: away('page'),
    'in the frame': away('frame'),
  },
  selfie_liveness: {
    success: face('selfie_liveness', { status: 'COMPLETED', result: 'VALID', compared: true }),
    refused: face('selfie_liveness', invalid),
    expired: expired('frame', 60),
    exhausted: exhausted(face('selfie_liveness', invalid)),
    unavailable: unavailable('selfie_liveness', 'frame'),
    'in the frame': away('frame'),
  },
  bankid: {
    success: payment('granted'),
    refused: payment('denied'),
    errored: payment('errored'),
    'timed out': payment('timeout'),
    expired: expired('frame', 60),
    exhausted: exhausted(payment('denied')),
    unavailable: unavailable('bankid', 'frame'),
    'in the frame': away('frame'),
  },
  frankieone: {
    success: federation({ persona: 'kari' }, { type: 'approved' }),
    refused: federation({ deny: true, until: 'return' }, { type: 'refused', error: 'access_denied' }),
    'not confirmed': federation({ until: 'results' }, { type: 'denied' }),
    left: federation(null, { type: 'left' }),
    'data missing': federation(null, { type: 'error', errorCode: 'VENDOR_DATA_EXPIRED', issues: [] }),
    expired: expired('page', 70),
    // Whoever was refused at the identity provider may go there again: only time uses up a try.
    exhausted: exhausted(expired('page', 70)),
    unavailable: unavailable('frankieone', 'page'),
    away: away('page'),
  },
};
