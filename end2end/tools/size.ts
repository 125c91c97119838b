import { writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { expect, test, type Page, type Request } from '@playwright/test';

import { hasIsland, walk, type Kind } from './walk';

interface Measured {
  page: string;
  island: boolean;
  requests: { path: string; kind: string; bytes: number }[];
}

/** The page is opened in a tab of its own, with an empty cache, and everything it asks of us is weighed as it came. */
async function weigh(page: Page, name: string, kind: Kind): Promise<Measured> {
  const origin = new URL(page.url()).origin;
  const tab = await page.context().newPage();
  const cache = await page.context().newCDPSession(tab);
  await cache.send('Network.enable');
  await cache.send('Network.setCacheDisabled', { cacheDisabled: true });
  // A page that goes on by itself would cut its own requests off.
  await tab.route('**/fn/**', (route) => route.abort());
  const seen: Request[] = [];
  tab.on('request', (request) => seen.push(request));
  await tab.goto(page.url());
  await tab.waitForLoadState('networkidle');

  const requests: Measured['requests'] = [];
  for (const request of seen) {
    const url = new URL(request.url());
    if (url.origin !== origin || request.frame() !== tab.mainFrame() || url.pathname.startsWith('/fn/')) continue;
    const { responseBodySize } = await request.sizes();
    requests.push({ path: url.pathname, kind: request.resourceType(), bytes: responseBodySize });
  }
  // A headless browser asks for no icon; a real one does.
  for (const icon of await tab.locator('link[rel~="icon"]').all()) {
    const href = new URL((await icon.getAttribute('href')) ?? '', page.url());
    if (requests.every((request) => request.path !== href.pathname)) {
      requests.push({ path: href.pathname, kind: 'image', bytes: await compressedBytes(href) });
    }
  }
  await tab.close();
  return { page: name, island: hasIsland(kind), requests };
}

function compressedBytes(url: URL): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': 'br, gzip' } }, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => (bytes += chunk.length));
      response.on('end', () => resolve(bytes));
      response.on('error', reject);
    }).on('error', reject);
  });
}

test('weigh every kind of page', async ({ page }) => {
  const measured = new Map<string, Measured>();
  const show = async (kind: Kind) => {
    const name = kind === 'end' ? 'result' : kind;
    if (!measured.has(name)) measured.set(name, await weigh(page, name, kind));
  };

  await walk(page, { journey: 'phone', phone: '+447700900123', presentation: 'frame' }, show);
  await page.context().clearCookies();
  await walk(page, { journey: 'phone', phone: '+447700900123', presentation: 'page' }, show);
  await page.context().clearCookies();
  await walk(page, { journey: 'phone', phone: '+447700900001', presentation: 'frame' }, show);
  await page.goto('/there-is-no-such-page');
  measured.set('not found', await weigh(page, 'not found', 'end'));

  for (const kind of ['start', 'terms', 'question', 'intro', 'frame', 'ended', 'result']) expect([...measured.keys()]).toContain(kind);
  writeFileSync(process.env.REPORT ?? 'size.json', JSON.stringify([...measured.values()], null, 2));
});
