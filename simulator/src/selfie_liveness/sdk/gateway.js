// Calls to the gateway with the user token (contract 1.3.4).
class Refused extends Error {
  constructor(status, errors) {
    super(`refused with ${status}`);
    this.status = status;
    this.code = String(errors?.[0]?.code ?? '');
  }
}

function openGateway({ token, correlationId, baseUrl }, signal) {
  const sdkSessionId = crypto.randomUUID();

  async function send(url, options) {
    try {
      return await fetch(url, { cache: 'no-store', credentials: 'omit', signal, ...options });
    } catch (error) {
      throw signal.aborted ? signal.reason : stopped('NETWORK');
    }
  }

  async function call(method, path, body, more = {}) {
    const headers = {
      'x-onekyc-token': token,
      'x-partner-session-id': correlationId,
      'x-sdk-session-id': sdkSessionId,
    };
    if (body !== undefined) { headers['content-type'] = 'application/json'; }
    const response = await send(baseUrl + path, {
      method, headers, body: body === undefined ? undefined : JSON.stringify(body), ...more,
    });
    const answer = await response.json().catch(() => ({}));
    signal.throwIfAborted();
    if (!response.ok || answer.success !== true) { throw new Refused(response.status, answer.errors); }
    return answer.data ?? {};
  }

  return {
    settings: () => call('GET', '/sdk/v1/settings'),

    // Upload address, upload, confirmation; answers with the submission's id.
    async submit(submissionType, photo) {
      const begun = await call('GET', `/coe/v1/submissions/urls?submissionType=${encodeURIComponent(submissionType)}`);
      const place = begun.documents?.SELFIE?.documentUrl;
      if (typeof place !== 'string' || typeof begun.submissionId !== 'string') { throw stopped('API'); }
      const put = await send(place, { method: 'PUT', headers: { 'content-type': photo.type }, body: photo });
      if (!put.ok) { throw new Refused(put.status); }
      await call('PUT', '/coe/v1/submissions/urls', { submissionId: begun.submissionId });
      return begun.submissionId;
    },

    status: (id) => call('GET', `/coe/v1/submissions/${encodeURIComponent(id)}/status`),

    // Not published: lets the simulator send a completion callback that is to come after the result.
    resultSent(text) {
      const headers = {
        'content-type': 'application/json', 'x-onekyc-token': token, 'x-partner-session-id': correlationId,
      };
      const body = JSON.stringify({ result: text });
      // Not bound to the signal: the result may be that the flow was stopped.
      fetch(`${baseUrl}/sdk/v1/result-sent`, { method: 'POST', headers, body, keepalive: true, credentials: 'omit' })
        .catch(() => {});
    },
  };
}
