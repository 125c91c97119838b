// Tests move the clocks of the server and the simulator; the peer's has to go with them.
const RealDate = Date;
let ahead = 0;

globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length ? given : [RealDate.now() + ahead]));
  }

  static now() {
    return RealDate.now() + ahead;
  }
};

/** Reads the simulator's clock. */
export async function follow(url) {
  const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  const { now_ms: now } = await answer.json();
  ahead = now - RealDate.now();
}
