// Calls to the API gateway, which is another origin, with the user token from the launch URL's fragment.
const api = document.documentElement.dataset.api;
const [route, query] = location.hash.slice(1).split('?');
const token = new URLSearchParams(query ?? '').get('token') ?? '';
const sdkSessionId = crypto.randomUUID();

export const isSecondDevice = route === '/qr-v1';
export const apiOrigin = api;

export class Refused extends Error {
  constructor(status, errors) {
    super(`refused with ${status}`);
    this.status = status;
    this.cause = errors?.[0]?.cause ?? '';
  }
}

async function call(method, path, partnerSessionId, body) {
  const headers = { 'x-onekyc-token': token };
  if (partnerSessionId) {
    headers['x-partner-session-id'] = partnerSessionId;
    headers['x-sdk-session-id'] = sdkSessionId;
  }
  if (body !== undefined) { headers['content-type'] = 'application/json'; }
  const response = await fetch(api + path, {
    method, headers, body: body === undefined ? undefined : JSON.stringify(body), cache: 'no-store',
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok || !answer.success) { throw new Refused(response.status, answer.errors); }
  return answer.data;
}

export const launch = () => call('GET', '/web-app/v1/launch');
export const chooseScenario = (scenario) => call('POST', '/web-app/v1/scenario', undefined, { scenario });

export async function messageSent(status, errorCode) {
  try {
    await call('POST', '/web-app/v1/message-sent', undefined, { status, error_code: errorCode ?? null });
  } catch { /* The message has left all the same. */ }
}

// Upload address, upload, confirmation; answers with the submission's id.
export async function submit(session, photo) {
  const type = encodeURIComponent(session.submissionType);
  const begun = await call('GET', `/coe/v1/submissions/urls?submissionType=${type}`, session.partnerSessionId);
  const put = await fetch(begun.documents.SELFIE.documentUrl, {
    method: 'PUT', headers: { 'content-type': 'image/jpeg' }, body: photo,
  });
  if (!put.ok) { throw new Refused(put.status); }
  await call('PUT', '/coe/v1/submissions/urls', session.partnerSessionId, { submissionId: begun.submissionId });
  return begun.submissionId;
}

export const progress = (session, id) => call('GET', `/coe/v1/submissions/${id}/status`, session.partnerSessionId);
