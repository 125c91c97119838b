// A customer of FrankieOne with one page, as the federation document has it. The page runs FrankieOne's own published SDK,
// unmodified, or the simulator's script in its place: what one does the other must do.
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const credentials = Buffer.from('sim-frankieone:sim-frankieone-key').toString('base64');
const here = (file) => fileURLToPath(new URL(file, import.meta.url));

// The package imports JSON, style sheets and fonts, and lodash without declaring it: a bundler has to put it together.
async function bundle() {
  const ignored = ['.css', '.woff', '.woff2', '.ttf', '.otf', '.eot', '.svg', '.png'];
  const { outputFiles } = await build({
    stdin: {
      contents: "import OneSdk from '@frankieone/one-sdk'; window.OneSdk = OneSdk;",
      resolveDir: here('../..'),
    },
    bundle: true,
    format: 'iife',
    write: false,
    logLevel: 'error',
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: Object.fromEntries(ignored.map((extension) => [extension, 'empty'])),
  });
  return outputFiles[0].text;
}

// With `crossorigin` the page hears of promises that the script leaves rejected.
const page = (script) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Customer</title></head>
<body><h1>Customer</h1><button id="start" disabled>Start</button><button id="approve" disabled>Approve</button>
<pre id="individual"></pre><script src="${script}" crossorigin></script><script src="/page.js"></script></body></html>`;

/** Starts the customer's server on loopback. `begin` names the case of the coming sessions, and what else OneSdk is given. */
export async function start(bff) {
  const sdk = await bundle();
  const own = await readFile(here('page.js'), 'utf8');
  let reference = '';
  let more = {};
  const send = (response, type, body, status = 200, headers = {}) =>
    response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store', ...headers }).end(body);
  // The simulator's script works under a strict policy; the published one is not asked to.
  const policy = `default-src 'none'; script-src 'self' ${bff}; connect-src 'self' ${bff}; base-uri 'none'`;
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    if (pathname === '/session') {
      const answer = await fetch(`${bff}/auth/v2/machine-session`, {
        method: 'POST',
        headers: { authorization: `machine ${credentials}`, 'content-type': 'application/json' },
        body: JSON.stringify({ permissions: { preset: 'one-sdk', reference } }),
      });
      send(response, 'application/json', JSON.stringify({ ...(await answer.json()), ...more }), answer.status);
    } else if (pathname === '/sdk.js') send(response, 'text/javascript', sdk);
    else if (pathname === '/page.js') send(response, 'text/javascript', own);
    else if (pathname.startsWith('/npm/')) send(response, 'text/html', page('/sdk.js'));
    else if (pathname.startsWith('/simulator/'))
      send(response, 'text/html', page(`${bff}/onesdk/v1.7/oneSdk.umd.js`), 200, { 'content-security-policy': policy });
    else send(response, 'text/plain', 'nothing here', 404);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    begin(scenario, parameters = {}) {
      more = parameters;
      reference = `${randomUUID()}~${scenario}`;
      return reference;
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}
