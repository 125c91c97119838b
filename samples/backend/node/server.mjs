import { createServer } from 'node:http';
import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
const { PORT, VESTIBULE_URL, VESTIBULE_KEY, WEBHOOK_SECRET } = process.env;
const routes = { 'GET /start': start, 'GET /done': done, 'POST /webhooks': webhooks };

async function call(path, body) {
  const headers = { authorization: `Bearer ${VESTIBULE_KEY}`, 'content-type': 'application/json', 'idempotency-key': randomUUID() };
  const answer = await fetch(`${VESTIBULE_URL}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return answer.ok ? answer.json() : Promise.reject(new Error(`${path}: ${answer.status}`));
}
async function start(request, { searchParams }) {
  const session_binding = randomUUID();
  const wanted = { journey: searchParams.get('journey'), return_url: `http://localhost:${PORT}/done`, session_binding };
  const { link } = await call('/onboardings', wanted);
  return [303, { location: link.url, 'set-cookie': `binding=${session_binding}; HttpOnly; SameSite=Lax; Path=/` }];
}
async function done({ headers }, { searchParams }) {
  const session_binding = /binding=([\w-]+)/.exec(headers.cookie)?.[1] ?? 'no session of ours';
  const path = `/onboardings/${encodeURIComponent(searchParams.get('onboarding'))}/result`;
  const { onboarding, facts } = await call(path, { result_code: searchParams.get('result_code'), session_binding });
  return [200, {}, `${onboarding.status}: ${facts.map((fact) => fact.kind)}`];
}
async function webhooks(request) {
  const { type, data } = new Webhook(WEBHOOK_SECRET).verify(Buffer.concat(await request.toArray()), request.headers);
  console.log(request.headers['webhook-id'], type, data.onboarding, data.sequence);
  return [204];
}
createServer(async (request, response) => {
  const url = new URL(request.url, 'http://localhost');
  const route = routes[`${request.method} ${url.pathname}`] ?? (async () => [404]);
  const [status, headers = {}, body = ''] = await route(request, url).catch((error) => [400, {}, error.message]);
  response.writeHead(status, headers).end(body);
}).listen(PORT, '127.0.0.1', () => console.log('listening'));
