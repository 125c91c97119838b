// Signing keys, new with every start.
import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';

/** Private JWKs, one for each algorithm. */
export async function keysFor(algorithms) {
  return Promise.all(
    algorithms.map(async (alg) => {
      const { privateKey } = await generateKeyPair(alg, { extractable: true });
      return { ...(await exportJWK(privateKey)), alg, use: 'sig', kid: randomUUID() };
    }),
  );
}

/** The public half. */
export const published = ({ kty, crv, x, y, n, e, alg, use, kid }) => ({ kty, crv, x, y, n, e, alg, use, kid });
