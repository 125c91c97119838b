import { expect, test } from '../../fixtures/test';
import { crawl, kindOf, type Found } from './crawl/crawl';

/** Pages that the browser looks at too, one of each: scripts of others open sessions of their own. */
const shown = (path: string) => !/\/(frame|leave|wait)$/.test(path);

/** The ways out of a page: forward, later, otherwise, to a person. Back alone is none. */
function waysOut({ path, reading }: Found): string[] {
  const leads = (pattern: RegExp) => reading.links.some(({ href }) => pattern.test(href));
  const ways = {
    forward:
      reading.forms.some(({ inMain, buttons }) => inMain && buttons.length > 0) ||
      reading.links.some(({ inMain, isBack, href }) => inMain && !isBack && href.startsWith('/o/')),
    later: leads(/\/later$/),
    'another way': leads(/\/(instead|choices\/[^/]+)$/),
    'a human': leads(/\/help$/),
    finished: path.endsWith('/result') && reading.heading === 'You are done',
  };
  return Object.entries(ways).flatMap(([name, there]) => (there ? [name] : []));
}

/** Whether the page itself leads somewhere, whatever stands in the footer of them all. An end says whom to ask. */
function leadsOn({ path, reading }: Found): boolean {
  const isForm = reading.forms.some(({ inMain, buttons }) => inMain && buttons.length > 0);
  const isEnd = path.endsWith('/result') && reading.words.includes('help@bank.example');
  return isForm || isEnd || reading.links.some(({ inMain }) => inMain);
}

const all = ['indonesia', 'norway', 'singapore', 'europe'];
/** Half a minute each: the core set is content with two of them, and with walks through the others. */
const crawled = process.env.END2END_CORE ? ['indonesia', 'europe'] : all;

for (const journey of crawled) {
  test(`no page of ${journey} is a dead end`, async ({ page, simulator, context }) => {
    test.setTimeout(240_000);
    const errors: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(`${page.url()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => errors.push(`${page.url()}: ${error.message}`));
    const opened = new Set<string>();
    const look = async ({ path, status, visitor }: Found) => {
      const kind = kindOf(path);
      if (status !== 200 || opened.has(kind) || !shown(kind)) return;
      opened.add(kind);
      await context.clearCookies();
      await context.addCookies(visitor.jar);
      await page.goto(path);
      await expect(page.locator('h1')).toHaveCount(1);
    };

    const begun = Date.now();
    const { pages, moves, states, failures, unseen } = await crawl(journey, simulator, look);

    const kinds = new Map<string, number>();
    for (const { path, status } of pages) {
      const kind = `${status} ${kindOf(path)}`;
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
    const list = [...kinds].sort().map(([kind, count]) => `  ${String(count).padStart(3)} × ${kind}`);
    const seconds = ((Date.now() - begun) / 1000).toFixed(0);
    console.log(`${journey}: ${pages.length} pages in ${states} states, ${moves} moves, ${seconds} s\n${list.join('\n')}`);

    const told = ({ path, status, reading, way }: Found) => `${status} ${path} "${reading.heading}" after ${way.join(' → ')}`;
    const ours = pages.filter(({ path }) => path.startsWith('/o/'));
    expect(unseen, 'moves that were left out').toBe(0);
    expect(failures, 'answers of 500 and more').toEqual([]);
    expect(errors, 'errors in the console').toEqual([]);
    expect(ours.filter((found) => waysOut(found).length === 0).map(told), 'dead ends').toEqual([]);
    expect(ours.filter((found) => !leadsOn(found)).map(told), 'pages with nothing but a footer').toEqual([]);
    // WCAG 2.2, 3.2.6: help is on every page of an onboarding, wherever it stands.
    const helps = ({ reading }: Found) => reading.links.some(({ href }) => /\/help$/.test(href));
    expect(ours.filter((found) => found.status === 200 && !helps(found)).map(told), 'pages without help').toEqual([]);
    // The crawl went where it should: it finished, it handed over, it stopped.
    const headings = new Set(pages.map(({ reading }) => reading.heading));
    expect([...headings]).toEqual(expect.arrayContaining(['You are done', 'A person goes on from here', 'Your steps']));
  });
}
