// Dummy mode: nothing leaves the browser (contract 2.7). Alone it has a preloaded person, so that federation refuses;
// `{modeName: 'dummy', mocks: {}}` has none, and the page provides the recipe.
function dummySession({ token, frankie2customer, appReference }) {
  if (token) return new Session(token, { frankie2customer, appReference });
  return {
    token: null,
    sessionId: 'none',
    environment: '',
    entityId: null,
    reference: 'dummy-reference',
    customerId: 'none',
    customerChildId: null,
    frankie2customer: false,
    decoded: { data: {} },
    isTakenFromStorage: false,
    unpersist: null,
  };
}

class DummyClient {
  constructor(session, mode) {
    this.session = session;
    this.isPreloaded = mode.mocks === undefined;
  }

  async get(path) {
    if (path.startsWith('/federation/v1/callback/')) {
      const individual = { name: { givenName: 'Dummy name', familyName: 'Family' }, addresses: [], documents: {} };
      return { status: 200, data: { individual, status: 'STATUS_OK' } };
    }
    if (path === '/data/v2/applicant/') {
      if (!this.isPreloaded) throw { message: 'Not found', response: { status: 404, data: {} } };
      return { status: 200, data: { applicant: { entityId: 'dummy-entity', addresses: [] }, documents: [] } };
    }
    return { status: 200, data: {} };
  }

  async post(path) {
    return { status: path.startsWith('/federation/v1/') ? 201 : 200, data: {} };
  }

  redirect(url) {
    const back = new URL(window.location.href);
    back.searchParams.append('code', crypto.randomUUID());
    back.searchParams.append('state', String(url.searchParams.get('state')));
    window.location.href = back.href;
  }
}
