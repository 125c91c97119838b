import type { Simulator } from '../../../fixtures/simulator';
import { sendings } from './answers';
import { outcomes, providers } from './outcomes';
import { read, withoutIds, type Reading } from './reading';
import { Visitor, type Answer } from './visitor';

/** A page that was found, and how. */
export interface Found {
  path: string;
  status: number;
  reading: Reading;
  /** What was done to get there, first things first. */
  way: string[];
  visitor: Visitor;
}

/** What a crawl came to. */
export interface Crawled {
  pages: Found[];
  /** How often something was sent, or asked of a provider. */
  moves: number;
  /** Different states of the task list or of the result. */
  states: number;
  failures: string[];
  /** Set when a bound was met before everything was seen. */
  unseen: number;
}

type Move = { name: string; run: (person: Person) => Promise<Answer> };

/** Somebody on their way. */
interface Person {
  visitor: Visitor;
  id: string;
  landed: Answer;
}

/** Everything is bounded: no journey of the examples comes near. */
const MOST_MOVES = 1_500;
const MOST_PAGES_PER_STATE = 60;

/** Opens every page of a journey that links, forms and providers lead to, breadth first. */
export async function crawl(journey: string, simulator: Simulator, show: (found: Found) => Promise<void>): Promise<Crawled> {
  const pages = new Map<string, Found>();
  const states = new Set<string>();
  const tried = new Set<string>();
  const failures: string[] = [];
  const queue: Move[][] = [[]];
  let moves = 0;
  for (let way = queue.shift(); way && moves < MOST_MOVES; way = queue.shift()) {
    await simulator.reset();
    const person = await goes(journey, way, simulator);
    moves += way.length;
    const names = way.map(({ name }) => name);
    const seen = await look(person, async (answer) => {
      const found: Found = { path: answer.path, status: answer.status, reading: read(answer.html), way: names, visitor: person.visitor };
      const key = `${kindOf(answer.path)} ${answer.status} ${found.reading.words}`;
      if (!pages.has(key)) {
        pages.set(key, found);
        await show(found);
      }
      return found;
    });
    failures.push(...person.visitor.failures.map((failure) => `${failure}, after ${names.join(' → ')}`));
    const state = await stateOf(person);
    states.add(state);
    for (const found of seen) {
      for (const move of movesOf(journey, found, simulator)) {
        // The same button with the same steps done leads to the same place; but answers differ that were not sent yet.
        const key = `${state} ${move.name} ${found.path.endsWith('/check') ? found.reading.words : ''}`;
        if (tried.has(key)) continue;
        tried.add(key);
        queue.push([...way, move]);
      }
    }
  }
  return { pages: [...pages.values()], moves, states: states.size, failures, unseen: queue.length };
}

/** Begins anew and does all of it again: nothing of ours can be taken back. */
async function goes(journey: string, way: Move[], simulator: Simulator): Promise<Person> {
  const visitor = new Visitor();
  const landed = await visitor.post(`/start/${journey}`);
  const id = landed.path.split('/')[2] ?? '';
  const person: Person = { visitor, id, landed };
  for (const move of way) person.landed = await move.run(person);
  await simulator.mend('signicat');
  return person;
}

/** The steps as they stand, or how it ended. */
async function stateOf({ visitor, id }: Person): Promise<string> {
  const answer = await visitor.get(`/o/${id}`);
  return `${kindOf(answer.path)} ${read(answer.html).words}`;
}

/** The page that the person landed on and everything that links lead to from there. */
async function look(person: Person, see: (answer: Answer) => Promise<Found>): Promise<Found[]> {
  const seen: Found[] = [await see(person.landed)];
  const opened = new Set([person.landed.path]);
  const ahead = [`/o/${person.id}`];
  // The same pages in another language have the same buttons.
  const isOurs = (href: string) => href.startsWith(`/o/${person.id}`) && !/[?&]lang=/.test(href);
  const follow = ({ reading }: Found) => ahead.push(...reading.links.map(({ href }) => href).filter(isOurs));
  seen.forEach(follow);
  for (let path = ahead.shift(); path && opened.size < MOST_PAGES_PER_STATE; path = ahead.shift()) {
    const [at = ''] = path.split('#');
    if (opened.has(at)) continue;
    opened.add(at);
    const answer = await person.visitor.get(at);
    if (answer.path !== at && opened.has(answer.path)) continue;
    opened.add(answer.path);
    const found = await see(answer);
    seen.push(found);
    follow(found);
  }
  return seen;
}

/** What can be done on a page: its forms, and in place of those that lead to a provider what the provider can answer. */
function movesOf(journey: string, found: Found, simulator: Simulator): Move[] {
  const step = /\/steps\/([^/?]+)/.exec(found.path)?.[1] ?? '';
  const provider = providers[`${journey}/${step}`];
  const leads = found.reading.forms.some(({ buttons }) => buttons.some(({ name }) => name === 'presentation'));
  const asked: Move[] =
    provider && leads
      ? Object.entries(outcomes[provider] ?? {}).map(([name, outcome]) => ({
          name: `${step}: ${name}`,
          run: ({ visitor, id }) => outcome({ visitor, simulator, id, step }),
        }))
      : [];
  const sent: Move[] = found.reading.forms
    .filter(({ inMain, action, buttons }) => inMain && action.startsWith('/') && !buttons.some(({ name }) => name === 'presentation'))
    .flatMap((form) => {
      const place = kindOf(form.action);
      return sendings(form).map((sending, at) => ({
        name: `${place}: ${sending.name}`,
        run: (person: Person) => again(person, found.path, form.action, at),
      }));
    });
  return [...asked, ...sent];
}

/** Opens the page as this person has it, and sends its form: ids in it are theirs. */
async function again(person: Person, path: string, action: string, at: number): Promise<Answer> {
  const own = (text: string) => text.replace(/^\/o\/[^/]+/, `/o/${person.id}`);
  // A page that answers to a form that was sent is not there by itself: its form is on the page of the same step.
  const page = await person.visitor.get(own(path));
  const form = [page, person.landed]
    .flatMap(({ html }) => read(html).forms)
    .find((form) => form.inMain && form.action === own(action));
  const sending = form && sendings(form)[at];
  if (!sending) throw new Error(`${path} has no form to ${action} any more`);
  return person.visitor.post(sending.action, sending.fields, sending.inParts);
}

/** A path of ours as everybody has it. */
export const kindOf = (path: string) => withoutIds(path.split('?')[0] ?? '');
