import { expect, test } from '../../fixtures/test';
import { crawl, kindOf, type Found } from './crawl/crawl';

/** Pages that the browser looks at too, one of each: scripts of others open sessions of their own. */
const shown = (path: string) => !/\/(frame|leave|wait)$/.test(path);

/** What leads on from a page of an onboarding. A footer alone is no way out: it has to stand in the page itself. */
function waysOn({ path, reading }: Found): string[] {
  const links = reading.links.filter(({ inMain }) => inMain);
  const leads = (pattern: RegExp) => links.some(({ href }) => pattern.test(href));
  const ways = {
    forward: reading.forms.some(({ inMain, buttons }) => inMain && buttons.length > 0) || links.some(({ isBack, href }) => !isBack && href.startsWith('/o/')),
    back: links.some(({ isBack }) => isBack),
    later: leads(/\/later$/),
    'another way': leads(/\/(instead|choices\/[^/]+)$/),
    'a human': leads(/\/help$|^mailto:|^tel:/) || /help@bank\.example/.test(reading.words),
    finished: path.endsWith('/result') && reading.heading === 'You are done',
  };
  return Object.entries(ways).flatMap(([name, there]) => (there ? [name] : []));
}

for (const journey of ['indonesia', 'norway', 'singapore', 'europe']) {
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
    expect(ours.filter((found) => waysOn(found).length === 0).map(told), 'dead ends').toEqual([]);
    // WCAG 2.2, 3.2.6: help is on every page of an onboarding, wherever it stands.
    const helps = ({ reading }: Found) => reading.links.some(({ href }) => /\/help$/.test(href));
    expect(ours.filter((found) => found.status === 200 && !helps(found)).map(told), 'pages without help').toEqual([]);
    // The crawl went where it should: it finished, it handed over, it stopped.
    const headings = new Set(pages.map(({ reading }) => reading.heading));
    expect([...headings]).toEqual(expect.arrayContaining(['You are done', 'A person goes on from here', 'Your steps']));
  });
}
