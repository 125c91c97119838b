import { randomUUID } from 'node:crypto';

import { vestibule } from './programs';

const APP = process.env.APP_URL ?? 'http://localhost:3100';

export interface Answer {
  status: number;
  headers: Headers;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
}

/** A client's backend, by hand. */
export class Client {
  private constructor(
    readonly name: string,
    readonly key: string,
  ) {}

  /** Made on the command line, with a key for everything. */
  static async made(name: string, ...returnUrls: string[]): Promise<Client> {
    const urls = returnUrls.flatMap((url) => ['--return-url', url]);
    await vestibule('client', 'create', name, '--display-name', 'Example Shop', ...urls);
    const said = await vestibule('client', 'key', 'create', name, '--mode', 'test');
    const key = /vst_test_[A-Za-z0-9]{8}_[\w-]{43}/.exec(said)?.[0];
    if (!key) throw new Error(`no key in: ${said}`);
    return new Client(name, key);
  }

  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const answer = await fetch(`${APP}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text ? JSON.parse(text) : undefined };
  }

  get = (path: string) => this.call('GET', path);
  post = (path: string, body: unknown = {}) => this.call('POST', path, body);
}
