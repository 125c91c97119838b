// BankID's two OpenID configurations, played by oidc-provider, a certified implementation that shares no code with the
// server or its simulator. What OpenID Connect does not have (permissions, iframe-authorize, grants) is in permissions.mjs.
//
//   node peer.mjs --oidc-port 4250 --bis-port 4251 --app http://localhost:3100 --clock http://127.0.0.1:4200/clock
import { follow } from './clock.mjs';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import Provider from 'oidc-provider';
import { people } from './people.mjs';
import { interactions } from './interactions.mjs';
import { Permissions } from './permissions.mjs';
import { keysFor } from './keys.mjs';

const { values } = parseArgs({
  options: {
    'oidc-port': { type: 'string' },
    'bis-port': { type: 'string' },
    app: { type: 'string' },
    clock: { type: 'string' },
  },
});
const oidcUrl = `http://127.0.0.1:${values['oidc-port']}`;
const realm = '/auth/realms/current';
const bisUrl = `http://127.0.0.1:${values['bis-port']}`;
const ALGORITHMS = ['ES256', 'RS256', 'PS256'];
const clientId = (algorithm) => `peer-${algorithm.toLowerCase()}`;
const secret = 'peer-secret-that-is-long-enough-for-everybody';

// In a frame on another site only such cookies exist, with third-party cookies blocked as well.
const inFrames = { httpOnly: true, sameSite: 'none', secureProxy: true, partitioned: true, overwrite: true, signed: true };
const cookies = { keys: ['peer'], long: inFrames, short: inFrames };

/** A: hands out access tokens. */
const tokens = new Provider(`${oidcUrl}${realm}`, {
  clients: ALGORITHMS.map((algorithm) => ({
    client_id: clientId(algorithm),
    client_secret: secret,
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
    scope: 'permissions/client permissions/iframe',
  })),
  scopes: ['permissions/client', 'permissions/iframe'],
  features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
  ttl: { ClientCredentials: 300 },
  jwks: { keys: await keysFor(['RS256']) },
  cookies,
  routes: { token: '/protocol/openid-connect/token', jwks: '/protocol/openid-connect/certs' },
});

const permissions = await Permissions.for({ issuer: bisUrl, tokens });

/** B: everything else. */
const bis = new Provider(bisUrl, {
  clients: ALGORITHMS.map((algorithm) => ({
    client_id: clientId(algorithm),
    client_secret: secret,
    redirect_uris: [`${values.app}/return/bankid-${algorithm.toLowerCase()}`],
    grant_types: ['authorization_code'],
    response_types: ['code'],
    token_endpoint_auth_method: 'client_secret_basic',
    id_token_signed_response_alg: algorithm,
  })),
  acrValues: ['urn:bankid:bis;LOA=3', 'urn:bankid:bis'],
  claims: {
    openid: ['sub', 'acr', 'amr'],
    profile: ['name', 'given_name', 'family_name', 'birthdate', 'updated_at'],
    sub_nnin: ['sub_nnin'],
    sub_bankid: ['sub_bankid'],
  },
  scopes: ['openid', 'profile', 'sub_nnin', 'sub_bankid'],
  conformIdTokenClaims: false,
  cookies,
  discovery: {
    permissions_endpoint: `${bisUrl}/permissions/v1/`,
    jwks_uri_grants: `${bisUrl}/permissions/v1/jwks`,
  },
  enabledJWA: { idTokenSigningAlgValues: ALGORITHMS },
  extraParams: ['permission_id', 'frame_ancestor'],
  features: {
    devInteractions: { enabled: false },
    pushedAuthorizationRequests: { enabled: true },
  },
  async findAccount(_context, id) {
    const person = people.find(({ sub }) => sub === id);
    return person && { accountId: id, claims: async () => person };
  },
  interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
  jwks: { keys: await keysFor(ALGORITHMS) },
  async loadExistingGrant(context) {
    const { Grant } = context.oidc.provider;
    const grant = new Grant({ clientId: context.oidc.client.clientId, accountId: context.oidc.session.accountId });
    grant.addOIDCScope(context.oidc.params.scope);
    await grant.save();
    return grant;
  },
  pkce: { required: () => true },
  routes: { authorization: '/auth', token: '/oidc/v1/token', jwks: '/oidc/v1/jwks' },
  ttl: { AuthorizationCode: 60, IdToken: 300, Interaction: 600, Session: 600, Grant: 600, AccessToken: 300 },
});

const answer = (response, status, body) => {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
};

const failed = (response) => (error) => {
  console.error(error);
  if (!response.headersSent) answer(response, 500, { error: 'server_error' });
};

// The realm is part of the issuer and of every path below it.
createServer((request, response) => {
  if (!request.url.startsWith(realm)) {
    answer(response, 404, { error: 'not_found' });
    return;
  }
  request.originalUrl = request.url;
  request.url = request.url.slice(realm.length) || '/';
  follow(values.clock).then(() => tokens.callback()(request, response), failed(response));
}).listen(Number(values['oidc-port']), '127.0.0.1');

const framed = interactions({ provider: bis, permissions });
createServer((request, response) => {
  const handle = async () =>
    (await follow(values.clock)) ||
    (await permissions.handle(request, response, bis)) || (await framed(request, response)) || bis.callback()(request, response);
  handle().catch(failed(response));
}).listen(Number(values['bis-port']), '127.0.0.1');

console.log(`the peer of BankID: ${oidcUrl}${realm} and ${bisUrl}`);
