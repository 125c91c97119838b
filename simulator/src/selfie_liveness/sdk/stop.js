// How a flow ends without being completed: a status of the result and its error code (contract 1.3.9).
class Stop extends Error {
  constructor(status, errorCode) {
    super(`${status} ${errorCode}`);
    this.result = Object.freeze({ status, extra: Object.freeze({ errorCode }) });
  }
}

const stopped = (errorCode) => new Stop('ERROR', errorCode);

// Waits, unless the flow is stopped meanwhile.
function wait(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', giveUp);
      resolve();
    }, milliseconds);
    if (signal.aborted) { giveUp(); } else { signal.addEventListener('abort', giveUp, { once: true }); }
  });
}
