'use strict';
// Scenario message_flood: no message exists in this provider's contract, so a parent must ignore all of them.
const forged = [
  { type: 'ONEKYC_QR_CALLBACK', data: { status: 'COMPLETED', partner_session_id: '00000000-0000-4000-8000-000000000000' } },
  { type: 'GET_ORIGIN_FROM_ONEKYC' },
  { status: 'SUCCESS', sessionNonce: 'A'.repeat(43) },
  'SUCCESS', null, 0, [], { __proto__: { status: 'SUCCESS' } }, 'x'.repeat(200000),
];
let sent = 0;
const timer = setInterval(() => {
  for (let count = 0; count < 200; count += 1) {
    window.parent.postMessage(forged[sent % forged.length], '*');
    sent += 1;
  }
  if (sent >= 10000) { clearInterval(timer); }
}, 20);
