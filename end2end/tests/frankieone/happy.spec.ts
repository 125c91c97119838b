import { expect, Federation, headings, test } from '../../fixtures/frankieone';
import { frankieoneIdpUrl, sdkUrl } from '../../fixtures/simulator';

// FO-01, FO-02, FO-03, FO-06, FO-07, FO-08, FO-10
test('somebody goes to Singpass, comes back, confirms, and is known', async ({ federation, page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(federation.at());
  await page.locator('button[name="presentation"][value="page"]').click();
  await page.getByRole('button', { name: 'Go to FrankieOne' }).click();
  await page.waitForURL(`${frankieoneIdpUrl}/**`);
  const authorise = new URL(asked.find((url) => url.startsWith(`${frankieoneIdpUrl}/com/v3/authorise`)) ?? '');
  const state = authorise.searchParams.get('state');
  const first = (await federation.sessions()).find(({ id }) => id === state);
  expect(first?.authorisation).toBe('outstanding');
  expect(Object.fromEntries(authorise.searchParams)).toEqual({
    client_id: 'sim-singpass',
    attributes:
      'uinfin,name,aliasname,hanyupinyinname,hanyupinyinaliasname,residentialstatus,nationality,dob,regadd,email,mobileno,' +
      'passportnumber,passportexpirydate,passtype,passstatus,passexpirydate',
    state,
    redirect_uri: federation.returnPage,
    purpose: 'Opening an account at Example Bank',
  });
  await federation.decide();
  await federation.shows(headings.review);
  // The address holds neither code nor state any more, and the first session's token was used.
  expect(page.url()).toBe(federation.returnPage);
  const sessions = (await federation.sessions()).filter(({ reference }) => reference === first?.reference);
  expect(sessions.length).toBeGreaterThan(1);
  expect(sessions.filter(({ authorisation }) => authorisation === 'used').map(({ id }) => id)).toEqual([first?.id]);
  expect(await federation.entities()).toEqual([]);
  await federation.confirm();
  await federation.isDone();
  await page.reload();
  await federation.isDone();
  expect(await federation.entities()).toHaveLength(1);
  expect(await federation.token()).toBeNull();
  // No token was ever in an address.
  expect(asked.filter((url) => url.includes('eyJ'))).toEqual([]);
});

// FO-22, FO-23
const people: { persona: string; shows: Record<string, string[]>; lacks?: string[] }[] = [
  {
    persona: 'kari',
    shows: {
      Name: ['KARI SYNTHETIC', 'From a government register'],
      'Date of birth': ['1990-03-12', 'From a government register'],
      'NRIC or FIN': ['S9000000X', 'From a government register'],
      Address: ['#02-03, SIMULATOR TOWER, 1, EXAMPLE STREET, SINGAPORE, 000001, SGP', 'From a government register'],
      'E-mail address': ['kari@synthetic.example', 'Given by yourself, not verified'],
    },
    lacks: ['Alias', 'Type of pass'],
  },
  {
    persona: 'citizen',
    shows: {
      Alias: ['CITIZEN ALIAS', 'From a government register'],
      'Name in Hanyu Pinyin': ['CITIZEN HANYU PINYIN', 'From a government register'],
      'E-mail address': ['citizen@synthetic.example', 'From a government register'],
    },
  },
  {
    persona: 'unformatted',
    shows: { Address: ['4 EXAMPLE LANE, SIMULATOR VILLAGE 0004', 'From a government register'] },
  },
  { persona: 'one_word', shows: { Name: ['ONEWORD', 'From a government register'] } },
  {
    persona: 'user_provided',
    shows: {
      'Phone number': ['+6580000010', 'Given by yourself, not verified'],
      'Passport number': ['E0000001S', 'Given by yourself, not verified'],
    },
  },
  {
    persona: 'sparse',
    shows: { Name: ['SPARSE SYNTHETIC', 'From a government register'] },
    lacks: ['E-mail address', 'Phone number', 'Nationality', 'Passport number'],
  },
  {
    persona: 'long',
    shows: {
      Name: [
        "ÅSE ØYDIS D'SYNTHETIC-ÆRLIG S/O VERY LONG NAME THAT GOES ON AND ON AND ON UNTIL SIXTY SIX",
        'From a government register',
      ],
    },
  },
];

for (const { persona, shows, lacks = [] } of people) {
  test(`FO-09 FO-23 ${persona} sees what is about to be taken over, and whose word it is`, async ({ federation }) => {
    await federation.review(persona);
    const facts = await federation.facts();
    expect(facts).toMatchObject(shows);
    expect(Object.keys(facts).filter((name) => lacks.includes(name))).toEqual([]);
    await federation.confirm();
    await federation.isDone();
  });
}

// FO-22: FrankieOne lets a holder of a FIN through without an address; the settings still ask for one.
test('FO-22 an address that is empty is missing', async ({ federation, simulator }) => {
  await simulator.switches('frankieone', { regadd_mandatory: false });
  await federation.review('foreigner');
  expect(Object.keys(await federation.facts())).not.toContain('Address');
  await federation.confirm();
  await federation.reaches(federation.at('ended'), headings.missing);
});

for (const idp of ['google', 'okta', 'facebook'] as const) {
  test(`FO-21 ${idp} is configuration and nothing else`, async ({ page, simulator }) => {
    const federation = await Federation.begin(page, simulator, idp);
    await federation.review('citizen');
    const title = { google: 'Google', okta: 'Okta', facebook: 'Facebook' }[idp];
    await expect(page.getByText(`This is what ${title} says about you.`)).toBeVisible();
    expect(await federation.facts()).toMatchObject({
      Name: ['CITIZEN MIDDLE SYNTHETIC', 'Given by yourself, not verified'],
      'E-mail address': [
        'citizen@synthetic.example',
        idp === 'facebook' ? 'Given by yourself, not verified' : `Verified by ${title}`,
      ],
      [`${title} account`]: [`${idp}|citizen`, `Verified by ${title}`],
    });
    await federation.confirm();
    await federation.isDone();
  });
}

test('what no document states is tolerated: more parameters in the return, 201 for the approval, new tokens, new fields', async ({
  federation,
  simulator,
}) => {
  await simulator.switches('frankieone', { return_with_more: true, approve_status: 201, issues_always: true });
  await federation.plays('token_replaced');
  await federation.review();
  await federation.deny();
  await federation.reaches(federation.at('ended'), headings.cancelled);
  await simulator.reset();
  await simulator.switches('frankieone', { environment: 'sandbox', error_description: 'underscore' });
  await federation.plays('unknown_fields');
  await federation.review();
  await federation.confirm();
  await federation.isDone();
});

test('FO-23 data that nobody vouches for is looked at by somebody', async ({ federation }) => {
  await federation.plays('without_sources');
  await federation.review();
  const facts = await federation.facts();
  // Nothing is said about a source that the answer does not name.
  expect(facts.Name).toEqual(['KARI SYNTHETIC']);
  await federation.confirm();
  await federation.reaches(federation.result, headings.reviewed);
});

test('SEC-182 the SDK page sets no cookie and stores nothing but one token', async ({ federation, page, context }) => {
  await federation.review();
  expect((await context.cookies(sdkUrl)).filter(({ domain }) => domain === new URL(sdkUrl).hostname)).toEqual([]);
  const { origins } = await context.storageState();
  expect(origins.find(({ origin }) => origin === sdkUrl)?.localStorage.map(({ name }) => name)).toEqual(['onesdk-session']);
  expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual(['vestibule.sdk.frankieone']);
});
