import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, devices, type PlaywrightTestConfig } from '@playwright/test';

/** `cargo xtask e2e` starts the server and the simulator and says where they are. */
const appUrl = process.env.APP_URL ?? 'http://localhost:3100';

const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** A quiet browser that asks nobody outside, with a camera that shows a test picture. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // The last one counts: Playwright's own list turns off the partitioning of third-party storage, which people's
  // browsers have; without it a provider's frame gets no localStorage at all. The first three are pages of the address
  // bar, which nobody sees here: Chromium loads two of them with every window, a quarter of a test's work.
  '--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,AimEnabled,Translate,OptimizationHints,MediaRouter,DialMediaRouteProvider',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
];

const launched = (executablePath: string, more: string[]) => ({
  launchOptions: {
    // Playwright's own browser is the fallback: it cannot be downloaded everywhere.
    ...(existsSync(chromium) ? { executablePath } : {}),
    args: [...flags, ...more],
  },
});

/** A browser that allows third-party cookies. A distribution's Chromium may not do so by itself. */
const browser = (...more: string[]) =>
  launched(process.platform === 'win32' ? chromium : fileURLToPath(new URL('chromium-with-cookies.sh', import.meta.url)), more);

/** A browser that blocks third-party cookies; partitioned ones remain. */
const blocking = () => launched(chromium, ['--test-third-party-cookie-phaseout']);

const desktop = { ...devices['Desktop Chrome'], viewport: { width: 1280, height: 900 } };
/** In the core set the browser with third-party cookies runs what depends on them; the stricter one runs everything. */
const framed = ['**/{bankid,onekyc,signicat}/{happy,frame,handshake}.spec.ts'];
const cookies = process.env.END2END_CORE ? framed : ['**/*.spec.ts'];
/** And leaves to the full set what tests without a browser play as well, scenario by scenario. */
const played = ['**/*/{outcomes,statuses,callbacks}.spec.ts', '**/frankieone/errors.spec.ts'];
const long = process.env.END2END_CORE ? played : [];
const elsewhere = ['**/*.nojs.spec.ts', '**/*.phone.spec.ts', ...long];
/** The example journeys are walked once: what a provider's frame makes of cookies is tested with each provider. */
const once = ['**/journeys/**'];
/** Verified with libraries that know the real time only: first, before another test moves the server's clock. */
const realTime = ['**/api/*.spec.ts'];
/** Operators use one browser, and have no provider's frames: once, and before another test moves the clock by days. */
const operators = ['**/operator/*.spec.ts'];
/** But for these, which move it by days themselves: after the others with operators, whose set-up links last a day. */
const days = ['**/*.days.spec.ts'];
/** Without scripts the providers' own tests walk in the core set. */
const scripted = process.env.END2END_CORE ? once : [];

export const shared = {
  // The simulator's queue of scenarios is one for all: one test at a time.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  // Bounds for a busy machine with two cores; nothing waits for them while all is well.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  forbidOnly: Boolean(process.env.CI),
  outputDir: 'test-results',
  use: {
    baseURL: appUrl,
    actionTimeout: 30_000,
    navigationTimeout: 30_000,
    locale: 'en-GB',
    trace: 'off',
    screenshot: 'only-on-failure',
  },
} satisfies PlaywrightTestConfig;

export { browser, desktop };

export default defineConfig({
  ...shared,
  testDir: 'tests',
  reporter: [['list'], ['json', { outputFile: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ?? 'test-results/results.json' }]],
  projects: [
    { name: 'api', testMatch: realTime, use: { ...desktop, ...blocking() } },
    { name: 'operator', testMatch: operators, testIgnore: [...elsewhere, ...days], use: { ...desktop, ...blocking() } },
    { name: 'days', testMatch: days, use: { ...desktop, ...blocking() } },
    {
      name: 'chromium',
      testMatch: cookies,
      testIgnore: [...elsewhere, ...once, ...realTime, ...operators],
      use: { ...desktop, ...browser() },
    },
    {
      name: 'chromium-no-3pc',
      testIgnore: [...elsewhere, ...realTime, ...operators],
      use: { ...desktop, ...blocking() },
    },
    {
      name: 'no-js',
      testMatch: '**/*.nojs.spec.ts',
      testIgnore: scripted,
      use: { ...desktop, ...browser(), javaScriptEnabled: false },
    },
    {
      name: 'phone',
      testMatch: '**/*.phone.spec.ts',
      use: {
        ...devices['Pixel 7'],
        viewport: { width: 360, height: 740 },
        ...browser(),
      },
    },
  ],
});
