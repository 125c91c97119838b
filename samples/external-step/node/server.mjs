// An external step: asks the person for a customer number and looks it up. Node.js 20, nothing else.
// The contract is docs/external-steps.md. What is kept here in memory belongs into your database.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

let origin = process.env.ORIGIN; // https://steps.example.com
const key = (name) => Buffer.from(process.env[name].replace('whsec_', ''), 'base64');
const requests = key('REQUEST_SECRET'); // "our_secrets" in Vestibule's configuration
const answers = key('ANSWER_SECRET'); // "their_secrets"
const customers = new Map([['17', { given_name: 'Kari', family_name: 'Synthetic', birthdate: '1990-03-12' }]]);
const checks = new Map(); // by our id
const seen = new Map(); // webhook-ids of the last ten minutes

const sign = (secret, id, time, body) => createHmac('sha256', secret).update(`${id}.${time}.${body}`).digest();
const now = () => Math.floor(Date.now() / 1000);

function verified(request, body) {
  const id = request.headers['webhook-id'] ?? '';
  const time = request.headers['webhook-timestamp'] ?? '';
  const right = sign(requests, id, time, body);
  const given = (request.headers['webhook-signature'] ?? '').split(' ').filter((one) => one.startsWith('v1,'));
  const matches = (one) => {
    const bytes = Buffer.from(one.slice(3), 'base64');
    return bytes.length === right.length && timingSafeEqual(bytes, right);
  };
  return /^\d+$/.test(time) && Math.abs(now() - Number(time)) <= 300 && given.some(matches);
}

// An answer carries the id of the message that it answers; a callback has one of its own.
function signed(message, id = randomBytes(16).toString('hex')) {
  const body = JSON.stringify({ version: 1, ...message });
  const signature = `v1,${sign(answers, id, now(), body).toString('base64')}`;
  const headers = { 'content-type': 'application/json', 'webhook-id': id };
  return { body, headers: { ...headers, 'webhook-timestamp': String(now()), 'webhook-signature': signature } };
}

function begin({ check, attempt, return_url, callback_url }) {
  const before = [...checks.values()].find((one) => one.attempt === attempt);
  const id = before?.id ?? randomBytes(16).toString('hex');
  if (!before) checks.set(id, { id, check, attempt, return_url, callback_url, status: 'waiting' });
  return { type: 'check.begun', id, check, attempt, page: `${origin}/page/${id}` };
}

function state({ id, check }) {
  const one = checks.get(id);
  if (one?.check !== check) return null;
  return { type: 'check.state', id, check, status: one.status, reason: one.reason, facts: one.facts };
}

async function api(request, response, body) {
  if (!verified(request, body)) return response.writeHead(401).end();
  const message = JSON.parse(body);
  const id = request.headers['webhook-id'];
  for (const [old, time] of seen) if (time < now() - 600) seen.delete(old);
  if (seen.has(id) && message.type !== 'check.begin') return response.writeHead(409).end();
  seen.set(id, now());
  const begins = message.version === 1 && message.type === 'check.begin' && request.url === '/checks';
  const asks = message.version === 1 && message.type === 'check.status' && request.url === `/checks/${message.id}/status`;
  const answer = begins ? begin(message) : asks ? state(message) : null;
  if (!answer) return response.writeHead(404).end();
  const { headers, body: text } = signed(answer, id);
  return response.writeHead(begins ? 201 : 200, headers).end(text);
}

function page(request, response, body) {
  const one = checks.get(request.url.slice('/page/'.length));
  if (!one) return response.writeHead(404).end();
  if (request.method === 'POST' && one.status === 'waiting') {
    const claims = customers.get(new URLSearchParams(body).get('number'));
    const assurance = { scheme: 'register', value: 'known' };
    Object.assign(one, claims ? { status: 'done', facts: [{ kind: 'identity', claims, assurance }] } : { status: 'failed', reason: 'not_accepted' });
    const { headers, body: text } = signed({ type: 'check.changed', id: one.id, check: one.check });
    fetch(one.callback_url, { method: 'POST', headers, body: text }).catch(() => {}); // it asks by itself, too
  }
  const form = '<form method="post"><label>Your customer number <input name="number"></label> <button>Go on</button></form>';
  const back = `<p><a id="return" href="${one.return_url.replaceAll('&', '&amp;')}">Go back</a></p>`;
  const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'content-security-policy': "default-src 'none'; form-action 'self'; frame-ancestors 'none'" };
  return response.writeHead(200, headers).end(`<!doctype html><html lang="en"><title>Customer number</title>${one.status === 'waiting' ? form : back}</html>`);
}

createServer((request, response) => {
  const chunks = [];
  let size = 0;
  request.on('data', (chunk) => ((size += chunk.length) > 65536 ? request.destroy() : chunks.push(chunk)));
  request.on('end', () => {
    const handler = request.url.startsWith('/page/') ? page : api;
    Promise.resolve(Buffer.concat(chunks).toString()).then((body) => handler(request, response, body)).catch(() => response.writeHead(400).end());
  });
}).listen(Number(process.env.PORT ?? 4170), '127.0.0.1', function () {
  origin ??= `http://127.0.0.1:${this.address().port}`;
  console.log(`listening on ${this.address().port}`);
});
