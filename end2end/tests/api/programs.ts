import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const programs = process.env.PROGRAMS ?? '../target/debug';
const folder = process.env.SERVER_FOLDER ?? '.';
const samples = resolve('../samples/backend');

/** A command of the server's own program, as an operator types it on the server. */
export async function vestibule(...words: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(join(programs, 'vestibule'), words, { cwd: folder });
  return stdout;
}

/** The sample backends: how each is started. */
export const backends: Record<string, [string, string[]]> = {
  Rust: [join(programs, 'vestibule-sample-backend'), []],
  Node: ['node', [join(samples, 'node/server.mjs')]],
  Python: ['python3', [join(samples, 'python/server.py')]],
};

let ports = 0;

/**
 * A port for a program that is told which one to take: of the ten above our server's, which belong to this run. Of those that
 * the system hands out, somebody else may have one by then.
 */
export const ownPort = (): number => Number(new URL(process.env.MANAGEMENT_URL ?? 'http://127.0.0.1:3101').port) + 1 + (ports++ % 10);

/** A program that runs until it is stopped, and what it said. */
export class Program {
  private lines: string[] = [];
  private waiting: (() => void)[] = [];

  private constructor(private readonly child: ChildProcess) {
    let rest = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      this.lines.push(...lines);
      for (const wake of this.waiting.splice(0)) wake();
    });
  }

  static async start([program, words]: [string, string[]], environment: Record<string, string>): Promise<Program> {
    const child = spawn(program, words, { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'inherit'] });
    const started = new Program(child);
    await started.says(/^listening/);
    return started;
  }

  /** The first line that fits, said before or yet to come; the test's own time limit bounds the wait. */
  async says(pattern: RegExp): Promise<string> {
    for (;;) {
      const line = this.lines.find((line) => pattern.test(line));
      if (line !== undefined) return line;
      await new Promise<void>((wake) => this.waiting.push(wake));
    }
  }

  said = (pattern: RegExp): string[] => this.lines.filter((line) => pattern.test(line));

  stop(): Promise<void> {
    return new Promise((stopped) => {
      this.child.once('exit', () => stopped());
      this.child.kill('SIGTERM');
    });
  }
}
