import { appUrl } from '../../../fixtures/simulator';

/** What a page is sent with: names and values, and files. */
export type Fields = [string, string | Blob][];

/** An answer of our server. */
export interface Answer {
  /** The path that answered, after redirects. */
  path: string;
  status: number;
  html: string;
}

const MOST_REDIRECTS = 6;

/** A browser without a screen: cookies, forms, redirects within our origin. */
export class Visitor {
  private readonly cookies = new Map<string, string>();
  /** Every answer of 500 or more, which a page of ours never is; but 503 while a provider is down says so. */
  readonly failures: string[] = [];
  mayHear: number | undefined;

  /** For a browser that goes on where this one is. */
  get jar(): { name: string; value: string; url: string }[] {
    return [...this.cookies].map(([name, value]) => ({ name, value, url: appUrl }));
  }

  private async send(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    headers.set('accept-language', 'en-GB');
    if (init.method === 'POST') headers.set('origin', appUrl);
    const answer = await fetch(`${appUrl}${path}`, { ...init, headers, redirect: 'manual' });
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      const at = pair.indexOf('=');
      this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    if (answer.status >= 500 && answer.status !== this.mayHear) this.failures.push(`${init.method ?? 'GET'} ${path}: ${answer.status}`);
    return answer;
  }

  /** The page, wherever it is. */
  async get(path: string): Promise<Answer> {
    return this.follow(path, await this.send(path));
  }

  async post(path: string, fields: Fields = [], inParts = false): Promise<Answer> {
    return this.follow(path, await this.send(path, { method: 'POST', body: inParts ? parts(fields) : words(fields) }));
  }

  private async follow(path: string, first: Response): Promise<Answer> {
    let [at, answer] = [path, first];
    for (let redirects = 0; answer.status >= 300 && answer.status < 400; redirects += 1) {
      if (redirects === MOST_REDIRECTS) throw new Error(`${path} goes round in a circle`);
      const to = new URL(answer.headers.get('location') ?? '', `${appUrl}${at}`);
      if (to.origin !== appUrl) throw new Error(`${at} leads away to ${to.origin}`);
      await answer.arrayBuffer();
      at = `${to.pathname}${to.search}`;
      answer = await this.send(at);
    }
    return { path: at, status: answer.status, html: await answer.text() };
  }

  /** What the script of a page of ours asks. */
  async call(name: string, body: object): Promise<Record<string, unknown>> {
    const headers = { 'content-type': 'application/json' };
    const answer = await this.send(`/fn/${name}`, { method: 'POST', headers, body: JSON.stringify(body) });
    return (await answer.json()) as Record<string, unknown>;
  }
}

function words(fields: Fields): URLSearchParams {
  return new URLSearchParams(fields.filter((field): field is [string, string] => typeof field[1] === 'string'));
}

function parts(fields: Fields): FormData {
  const form = new FormData();
  for (const [name, value] of fields) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, value, 'picture.png');
  }
  return form;
}
