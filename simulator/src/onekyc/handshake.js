// The origin handshake and the callback message, as the published contract has them:
//   M1 frame -> parent   {type: 'GET_ORIGIN_FROM_ONEKYC'}                          to '*'
//   M2 parent -> frame   {type: 'SEND_ORIGIN_TO_ONEKYC'}                           its event.origin becomes trusted
//   M3 frame -> parent   {type: 'ONEKYC_QR_CALLBACK', data: {status, ...}}         to the trusted origin
const registered = document.documentElement.dataset.partnerOrigins.split(' ').filter(Boolean);
const REPEAT_MS = 500;

export function openChannel({ isFaithful, repeats }) {
  let trustedOrigin;
  let answered;
  const ready = new Promise((resolve) => { answered = resolve; });
  const ask = () => window.parent.postMessage({ type: 'GET_ORIGIN_FROM_ONEKYC' }, '*');

  // The published sample: any sender, the last answer wins, a message without data throws.
  const faithful = (event) => {
    if (event.data.type === 'SEND_ORIGIN_TO_ONEKYC') {
      trustedOrigin = event.origin;
      answered();
    }
  };
  // Only the parent window, the first answer, a registered origin.
  const strict = (event) => {
    if (event.source !== window.parent || event.data?.type !== 'SEND_ORIGIN_TO_ONEKYC') { return; }
    if (trustedOrigin !== undefined || !registered.includes(event.origin)) { return; }
    trustedOrigin = event.origin;
    answered();
  };

  return {
    ready,
    ask() {
      if (isFaithful) {
        ask();
        window.addEventListener('message', faithful);
      } else {
        window.addEventListener('message', strict);
        ask();
      }
      if (repeats) {
        const timer = setInterval(() => (trustedOrigin === undefined ? ask() : clearInterval(timer)), REPEAT_MS);
      }
    },
    // Without a trusted origin the sample posts to its own origin, which nobody hears.
    post(message) {
      if (isFaithful) {
        window.parent.postMessage(message, trustedOrigin);
      } else if (trustedOrigin !== undefined) {
        window.parent.postMessage(message, trustedOrigin);
      }
      return trustedOrigin !== undefined;
    },
  };
}
