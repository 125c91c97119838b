'use strict';
const [what, partnerSessionId] = location.hash.slice(1).split(':');
const message = what === 'ask'
  ? { type: 'GET_ORIGIN_FROM_ONEKYC' }
  : { type: 'ONEKYC_QR_CALLBACK', data: { status: 'COMPLETED', partner_session_id: partnerSessionId } };
window.top.postMessage(message, '*');
