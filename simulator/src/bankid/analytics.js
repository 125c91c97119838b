'use strict';
// Analytics messages to the embedding page (step 9 of the BankID iframe documentation), and the scenarios that bend them.
const settings = document.getElementById('client').dataset;
let target = null;

const send = (message) => window.parent.postMessage(message, target);
const written = (message) => (settings.format === 'object' ? message : JSON.stringify(message));

const EVENTS = [
  'initialization_pending', 'initialization_completed', 'initialization_errored', 'authorization_pending',
  'authorization_granted', 'authorization_denied', 'authorization_timeout', 'authorization_errored',
  'awaiting_user_identity_input', 'awaiting_delegated_authentication', 'redirecting_to_merchant',
];

const oddities = () => [
  ['analytics', 'authorization_granted'], 7, null, true, '', '{', '[]', 'null', '"analytics"', 'undefined',
  '{"type":"analytics"}', '{"type":"analytics","event":7}', '{"type":"analytics","event":{"name":"authorization_granted"}}',
  '{"type":"analytics","event":null}', '{"type":"Analytics","event":"authorization_granted"}',
  '{"__proto__":{"type":"analytics","event":"authorization_granted"}}',
  '{"constructor":{"prototype":{"event":"authorization_granted"}},"type":"analytics","event":"__proto__"}',
  { type: 'analytics', event: ['authorization_granted'] },
];

// eslint-disable-next-line no-unused-vars
function post(event) {
  if (settings.play === 'analytics_never') { return; }
  send(written({ type: 'analytics', event }));
  if (settings.play === 'analytics_unknown_event') { send(written({ type: 'analytics', event: `${event}_again` })); }
  if (settings.play === 'analytics_shapes') { for (const odd of oddities()) { send(odd); } }
}

// eslint-disable-next-line no-unused-vars
function announce(origin) {
  target = origin;
  switch (settings.play) {
    case 'analytics_reversed':
      for (const event of [...EVENTS].reverse()) { send(written({ type: 'analytics', event })); }
      break;
    case 'analytics_markup':
      send(written({ type: 'analytics', event: '<img src=x onerror=alert(1)>\u202e' }));
      break;
    case 'analytics_huge':
      send(written({ type: 'analytics', event: 'authorization_granted', filling: 'x'.repeat(1000000) }));
      break;
    case 'analytics_flood': {
      let sent = 0;
      const timer = setInterval(() => {
        for (let count = 0; count < 200; count += 1) {
          send(written({ type: 'analytics', event: EVENTS[sent % EVENTS.length] }));
          sent += 1;
        }
        if (sent >= 10000) { clearInterval(timer); }
      }, 20);
      break;
    }
    case 'analytics_other_origin': {
      const frame = document.createElement('iframe');
      frame.src = settings.foreign;
      frame.title = 'Another origin';
      document.body.append(frame);
      break;
    }
    default:
  }
}
