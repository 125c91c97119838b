import { AxeBuilder } from '@axe-core/playwright';
import { expect, test as base, type Page } from '@playwright/test';

import { schemes, sizes, states } from './gallery';

interface Look {
  size: { width: number; height: number };
  media: NonNullable<Parameters<Page['emulateMedia']>[0]>;
}

/** Every way that a page is shown to axe. */
const looks: Record<string, Look> = {
  'narrow, forced colours': { size: sizes.narrow, media: { colorScheme: 'light', forcedColors: 'active' } },
};
for (const [name, size] of Object.entries(sizes)) {
  for (const colorScheme of schemes) looks[`${name}, ${colorScheme}`] = { size, media: { colorScheme, forcedColors: 'none' } };
}

/** What operators see is one look in the second language: colours do not depend on it, and words matter where there is least room. */
const looksOf = (name: string, language: string) =>
  Object.entries(looks).filter(([look]) => language === 'en' || !name.startsWith('dashboard-') || look === 'narrow, dark');

/** WCAG 2.2, 1.4.10 Reflow: the narrowest screen on which nothing may scroll sideways. */
const narrowest = { width: 320, height: 640 };

/** One page for all tests of a worker: files keep no state, and a new page takes longer than axe. */
const test = base.extend<object, { shown: Page }>({
  shown: [
    async ({ browser }, use) => {
      const context = await browser.newContext();
      await use(await context.newPage());
      await context.close();
    },
    { scope: 'worker' },
  ],
});

test.describe.configure({ mode: 'parallel' });

/** What axe objects to, one line for each element, so that a failure can be read. */
async function objections(page: Page): Promise<string[]> {
  // The legacy mode does without a second page, which only frames of other sites need. Files have none.
  const { violations, passes } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(passes.length, 'axe looked at the page').toBeGreaterThan(0);
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html}`));
}

test('every state is there in every language', () => {
  const languages = new Map<string, string[]>();
  for (const { name, language } of states()) languages.set(name, [...(languages.get(name) ?? []), language]);
  expect(languages.size).toBeGreaterThan(0);
  for (const [name, found] of languages) expect(found, name).toEqual(['en', 'id']);
});

for (const { name, language, address } of states()) {
  test.describe(`${name}, ${language}`, () => {
    for (const [look, { size, media }] of looksOf(name, language)) {
      test(look, async ({ shown: page }) => {
        await page.setViewportSize(size);
        await page.emulateMedia(media);
        await page.goto(address);
        expect(await objections(page)).toEqual([]);
      });
    }

    test('one heading of the first level, and no sideways scrolling at 320', async ({ shown: page }) => {
      await page.setViewportSize(narrowest);
      await page.goto(address);
      await expect(page.locator('html')).toHaveAttribute('lang', language);
      await expect(page.locator('h1')).toHaveCount(1);
      const content = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(content, 'the width of the content').toBeLessThanOrEqual(narrowest.width);
    });
  });
}
