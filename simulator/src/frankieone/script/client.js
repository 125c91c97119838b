// Calls of the BFF. A failure is `{message, response: {status, data}}`; without an answer both are undefined.
class FrankieApiClient {
  constructor(session) {
    this.session = session;
    this.authorization = session.token;
  }

  url(path, params = {}) {
    const base = this.session.environment.replace(/\/+$/, '');
    const query = new URLSearchParams(
      Object.entries(params).filter(([, value]) => value !== null && value !== undefined),
    ).toString();
    return `${base}/${path.replace(/^\/+/, '')}${query && `?${query}`}`;
  }

  async send(method, url, body) {
    const headers = { authorization: this.authorization, 'X-Frankie-Channel': 'onesdk', accept: 'application/json' };
    const request = { method, headers, credentials: 'omit' };
    if (body !== undefined) {
      headers['content-type'] = 'application/json';
      request.body = JSON.stringify(body);
    }
    let answer;
    let text;
    try {
      answer = await fetch(url, request);
      text = await answer.text();
    } catch {
      throw { message: 'Network Error', response: { status: undefined, data: undefined } };
    }
    let data = text;
    try {
      data = JSON.parse(text);
    } catch {
      // What is no JSON stays text.
    }
    if (!answer.ok)
      throw { message: `Request failed with status code ${answer.status}`, response: { status: answer.status, data } };
    // Only the token in memory is replaced, not the stored one.
    const token = answer.headers.get('token');
    if (token) {
      this.session.setToken(token);
      this.authorization = token;
    }
    const frankie2customer = answer.headers.get('frankie2customer');
    if (frankie2customer) this.session.frankie2customer = frankie2customer === 'true';
    return { status: answer.status, data };
  }

  get(path, params) {
    return this.send('GET', this.url(path, params));
  }

  post(path, body) {
    return this.send('POST', this.url(path), body);
  }

  validateSession() {
    return this.get('data/v2/token-validity');
  }

  redirect(url) {
    window.location.href = url.href;
  }
}

const UNLOAD_EVENT = 'WINDOW_UNLOAD';

function describeError(error) {
  const described = { message: error.message, stack: error.stack };
  if (error instanceof OneSDKError) described.payload = error.payload;
  return described;
}

function registerTelemetry(hub, client) {
  const { session } = client;
  const send = (event) => {
    const path = session.frankie2customer ? '/f2/v2/events' : '/data/v2/events';
    if (event.name === UNLOAD_EVENT && typeof navigator.sendBeacon === 'function') {
      const form = new FormData();
      form.append('token', session.token ?? '');
      form.append('payload', JSON.stringify(event));
      if (navigator.sendBeacon(`${session.environment}/telemetry/v3/events`, form)) return Promise.resolve();
    }
    return client.post(path, event);
  };
  hub.on('telemetry', ({ eventName, data = {}, error }) => {
    const event = {
      name: eventName,
      timestamp: new Date().toISOString(),
      entityId: session.entityId ?? 'none',
      customerReference: session.reference ?? 'none',
      channel: ['one-sdk', session.appReference].filter(Boolean).join('/'),
      customerId: session.customerId,
      customerChildId: session.customerChildId ?? 'none',
      sessionId: session.sessionId,
      version: VERSION,
      environment: session.environment,
      browser: { userAgent: navigator.userAgent, language: navigator.language.toLowerCase() },
      data: error ? { ...data, error: describeError(error) } : { ...data },
    };
    send(event).then(
      () => hub.emit('info', { message: "Event 'telemetry' submitted successfully", payload: { eventName, data } }),
      (failure) =>
        hub.emit('warning', {
          message: "There was a problem submitting event 'telemetry'. This doesn't impact the proper functioning of the OneSDK.",
          payload: { eventName, data, error: failure },
        }),
    );
  });
}
