// The single sign-on of the operators' company, played by oidc-provider, a certified implementation that shares no code with the
// server. Whoever types a name is that person; claims of scopes are told at the UserInfo endpoint only, as by the letter of
// OpenID Connect Core 1.0, 5.4.
//
//   node peer.mjs --port 4252 --app http://localhost:3100 --clock http://127.0.0.1:4200/clock
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { follow } from '../bankid/clock.mjs';
import { keysFor } from '../bankid/keys.mjs';
import Provider from 'oidc-provider';

const { values } = parseArgs({ options: { port: { type: 'string' }, app: { type: 'string' }, clock: { type: 'string' } } });
const issuer = `http://127.0.0.1:${values.port}`;
const SUBJECT = 'staff:';

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'vestibule',
      client_secret: 'peer-secret-that-is-long-enough-for-everybody',
      redirect_uris: [`${values.app}/dashboard/sign-in/single/return`],
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_basic',
      id_token_signed_response_alg: 'RS256',
    },
  ],
  claims: { openid: ['sub'], profile: ['preferred_username'] },
  scopes: ['openid', 'profile'],
  cookies: { keys: ['peer'] },
  features: { devInteractions: { enabled: false } },
  async findAccount(_context, id) {
    const claims = async () => ({ sub: id, preferred_username: id.slice(SUBJECT.length) });
    return id.startsWith(SUBJECT) && { accountId: id, claims };
  },
  interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
  jwks: { keys: await keysFor(['RS256']) },
  // Nobody is asked whether the company may know who its people are.
  async loadExistingGrant(context) {
    const { Grant } = context.oidc.provider;
    const grant = new Grant({ clientId: context.oidc.client.clientId, accountId: context.oidc.session.accountId });
    grant.addOIDCScope(context.oidc.params.scope);
    await grant.save();
    return grant;
  },
  pkce: { required: () => true },
  ttl: { AuthorizationCode: 60, IdToken: 300, Interaction: 600, Session: 600, Grant: 600, AccessToken: 300 },
});

const page = (uid) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Example Login</title>
  <link rel="icon" href="data:,"></head><body>
  <h1>Example Login</h1>
  <form method="post" action="/interaction/${uid}/sign-in">
    <label>Account <input name="account" autofocus></label> <button>Go on</button>
  </form>
  <form method="post" action="/interaction/${uid}/stop"><button>Stop</button></form></body></html>`;

async function form(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return new URLSearchParams(text);
}

/** Handles /interaction/*; false for everything else. */
async function interaction(request, response) {
  const found = /^\/interaction\/([\w-]+)(?:\/(sign-in|stop))?$/.exec(request.url);
  if (!found) return false;
  const [, uid, act] = found;
  await provider.interactionDetails(request, response);
  if (!act) {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    response.end(page(uid));
    return true;
  }
  const result =
    act === 'sign-in'
      ? { login: { accountId: `${SUBJECT}${(await form(request)).get('account')}` } }
      : { error: 'access_denied', error_description: 'stopped' };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  return true;
}

createServer((request, response) => {
  const handle = async () =>
    (await follow(values.clock)) || (await interaction(request, response)) || provider.callback()(request, response);
  handle().catch((error) => {
    console.error(error);
    if (!response.headersSent) response.writeHead(500).end();
  });
}).listen(Number(values.port), '127.0.0.1');

console.log(`the peer of single sign-on: ${issuer}`);
