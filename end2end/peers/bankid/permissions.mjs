// BankID's own part: permissions, iframe-authorize and signed grants.
import { randomBytes, randomUUID } from 'node:crypto';
import { SignJWT, UnsecuredJWT, importJWK } from 'jose';
import { keysFor, published } from './keys.mjs';

const LIMIT = 64 * 1024;
const PUSHED = 'urn:ietf:params:oauth:request_uri:';
const WORDS = ['BRAVE OTTER', 'QUIET FJORD', 'GREEN KAYAK', 'EARLY SPARROW'];

async function read(request) {
  const parts = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += part.length;
    if (bytes > LIMIT) throw new Error('too large');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function answer(response, status, body) {
  const text = typeof body === 'string';
  response.writeHead(status, {
    'content-type': text ? 'text/plain; charset=utf-8' : 'application/json',
    'cache-control': 'no-store',
  });
  response.end(text ? body : JSON.stringify(body));
  return true;
}

const problem = (response, status, code, detail) =>
  answer(response, status, { type: `https://peer.example/problems/${code}`, detail });

export class Permissions {
  #all = new Map();
  #nonces = new Set();

  static async for({ issuer, tokens }) {
    const [jwk] = await keysFor(['ES256']);
    return new Permissions(issuer, tokens, jwk, await importJWK(jwk, 'ES256'));
  }

  constructor(issuer, tokens, jwk, key) {
    Object.assign(this, { issuer, tokens, jwk, key });
  }

  /** The permission with this id. */
  find = (id) => this.#all.get(id);

  /** The applicant approved it in their app. */
  grant(id, person) {
    this.#all.get(id).grantedTo = person;
  }

  /** Answers what is ours; false for everything else. */
  async handle(request, response, bis) {
    const path = new URL(request.url, this.issuer).pathname;
    if (path === '/permissions/v1/jwks') return answer(response, 200, { keys: [published(this.jwk)] });
    const grant = /^\/permissions\/v1\/([^/]+)\/grant$/.exec(path);
    const known = path === '/permissions/v1/' || path === '/iframe-authorize' || grant;
    if (!known) return false;
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const token = bearer && (await this.tokens.ClientCredentials.find(bearer));
    if (!token || token.isExpired) return problem(response, 401, 'unauthorized', 'no valid access token');
    if (grant) return this.#grant(response, decodeURIComponent(grant[1]), token.clientId);
    if (request.method !== 'POST') return problem(response, 405, 'method-not-allowed', 'POST');
    if (path === '/iframe-authorize') return this.#authorize(request, response, token, bis);
    if (!token.scopes.has('permissions/client')) return problem(response, 403, 'forbidden', 'permissions/client');
    return this.#register(request, response, token.clientId);
  }

  async #register(request, response, clientId) {
    const now = Date.now() / 1000;
    let body;
    let statement;
    try {
      body = JSON.parse(await read(request));
      if (!/^[A-Za-z0-9_-]+$/.test(body.permission)) throw new Error('not URL-safe base64');
      statement = JSON.parse(Buffer.from(body.permission, 'base64url').toString('utf8'));
    } catch (error) {
      return problem(response, 400, 'invalid-permission', String(error));
    }
    if (!(body.iat >= now - 60 && body.iat <= now + 60)) return problem(response, 400, 'invalid-iat', 'iat');
    if (!(body.exp > now)) return problem(response, 400, 'invalid-request', 'exp');
    if (!body.intents?.includes('iframe')) return problem(response, 400, 'invalid-request', 'intents');
    if (!statement.nonce || this.#nonces.has(statement.nonce)) return problem(response, 409, 'nonce-reused', 'nonce');
    this.#nonces.add(statement.nonce);
    const id = `1.PEER.${randomBytes(32).toString('base64url')}.${randomBytes(32).toString('base64url')}`;
    const permission = {
      id,
      clientId,
      type: body.type,
      nonce: statement.nonce,
      expires: body.exp,
      permissionToken: randomUUID(),
      bindingMessage: WORDS[this.#all.size % WORDS.length],
    };
    this.#all.set(id, permission);
    const { permissionToken, bindingMessage } = permission;
    return answer(response, 201, { id, permissionToken, bindingMessage });
  }

  async #authorize(request, response, token, bis) {
    const form = Object.fromEntries(new URLSearchParams(await read(request)));
    const refuse = (error, description) => answer(response, 400, { error, error_description: description });
    if (!token.scopes.has('permissions/iframe')) return answer(response, 403, { error: 'insufficient_scope' });
    const permission = [...this.#all.values()].find(
      (one) => one.permissionToken === form.login_hint_token && one.clientId === token.clientId,
    );
    if (!permission) return refuse('unknown_user_id', 'login_hint_token');
    for (const name of ['scope', 'redirect_uri', 'state', 'nonce', 'code_challenge', 'frame_ancestor']) {
      if (!form[name]) return refuse('invalid_request', name);
    }
    const now = Math.floor(Date.now() / 1000);
    const { scope, redirect_uri, state, nonce, code_challenge, code_challenge_method, frame_ancestor } = form;
    const pushed = new UnsecuredJWT({
      client_id: token.clientId,
      response_type: 'code',
      // Every approval is one of its own: nobody is recognised from before.
      prompt: 'login',
      permission_id: permission.id,
      acr_values: 'urn:bankid:bis;LOA=3',
      ...{ scope, redirect_uri, state, nonce, code_challenge, code_challenge_method, frame_ancestor },
    })
      .setIssuedAt(now)
      .setIssuer(token.clientId)
      .setAudience(bis.issuer)
      .setExpirationTime(now + 60)
      .setNotBefore(now)
      .encode();
    const id = await new bis.PushedAuthorizationRequest({ request: pushed, trusted: true }).save(60);
    const query = new URLSearchParams({ client_id: token.clientId, request_uri: `${PUSHED}${id}` });
    return answer(response, 200, { authorize_uri: `${bis.issuer}/auth?${query}`, expires_in: 60 });
  }

  async #grant(response, id, clientId) {
    const permission = this.#all.get(id);
    if (!permission || permission.clientId !== clientId || !permission.grantedTo) {
      return problem(response, 404, 'not-granted', 'not granted yet');
    }
    const signed = await new SignJWT({
      type: permission.type,
      rpId: 'bankid-app',
      nonce: permission.nonce,
      permissionId: id,
      sub: `nnin:${permission.grantedTo.sub_nnin}`,
    })
      .setProtectedHeader({ alg: 'ES256', kid: this.jwk.kid })
      .setIssuer(this.issuer)
      .setIssuedAt()
      .sign(this.key);
    return answer(response, 200, signed);
  }
}
