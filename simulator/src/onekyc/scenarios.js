// What the control API's scenarios do inside the frame.
import { apiOrigin } from './gateway.js';

const TYPE = 'ONEKYC_QR_CALLBACK';
const ANOTHER_ID = '00000000-0000-4000-8000-000000000000';
const FLOOD = 10000;

// Posted instead of a capture, one after the other.
const WITHOUT_CAPTURE = {
  pending: [['ERROR', 'PENDING']],
  session_timeout: [['ERROR', 'SESSION_TIMEOUT']],
  permission_error: [['ERROR', 'PERMISSION_ERROR']],
  attempts_exhausted: [['ERROR', 'ATTEMPTS_EXHAUSTED']],
  generic_error: [['ERROR', 'GENERIC_ERROR']],
  unknown_error_code: [['ERROR', 'SOMETHING_NEW']],
  unknown_message_status: [['PAUSED']],
  timeout_then_completed: [['ERROR', 'SESSION_TIMEOUT'], ['COMPLETED']],
};
export const withoutCapture = (scenario) => WITHOUT_CAPTURE[scenario];

// A frame of the gateway's origin, or of origin "null", that posts to the top window.
export function addForeignFrame(what, partnerSessionId, isSandboxed) {
  const frame = document.createElement('iframe');
  frame.title = 'Another origin (simulator)';
  if (isSandboxed) { frame.setAttribute('sandbox', 'allow-scripts'); }
  frame.src = `${apiOrigin}/web-app/foreign.html#${what}:${partnerSessionId}`;
  document.querySelector('main').append(frame);
}

// Before the handshake. True: the page goes no further.
export function beforeHandshake(session) {
  switch (session.scenario) {
    case 'second_origin':
      location.replace(`${apiOrigin}/web-app/second.html`);
      return true;
    case 'navigates_top':
      try { window.top.location.href = `${apiOrigin}/web-app/second.html`; } catch { /* as it should be */ }
      return false;
    case 'message_before_handshake':
      window.parent.postMessage({ type: TYPE, data: { status: 'COMPLETED', partner_session_id: session.partnerSessionId } }, '*');
      return true;
    case 'handshake_from_other_frame':
      addForeignFrame('ask', session.partnerSessionId, false);
      return false;
    default:
      return false;
  }
}

// The callback message, in the shape that the scenario wants.
export function postCallback(channel, session, data) {
  const message = { type: TYPE, data };
  const post = (value) => channel.post(value);
  switch (session.scenario) {
    case 'flat_message': return post({ type: TYPE, ...data });
    case 'data_missing': return post({ type: TYPE });
    case 'data_array': return post({ type: TYPE, data: [data] });
    case 'data_string': return post({ type: TYPE, data: JSON.stringify(data) });
    case 'data_null': return post({ type: TYPE, data: null });
    case 'string_message': return post(JSON.stringify(message));
    case 'null_message': return post(null);
    case 'prototype_message': return post({ type: TYPE, data: JSON.parse('{"__proto__":{"status":"COMPLETED"},"constructor":{}}') });
    case 'huge_message': return post({ type: TYPE, data: { ...data, padding: 'x'.repeat(1000000) } });
    case 'wrong_type': return post({ type: 'ONEKYC_CALLBACK', data });
    case 'wrong_session_id': return post({ type: TYPE, data: { ...data, partner_session_id: ANOTHER_ID } });
    case 'message_never': return true;
    case 'message_twice': return post(message) && post(message);
    case 'message_flood':
      for (let count = 0; count < FLOOD; count += 1) { post({ type: TYPE, data: { ...data, status: `NOISE_${count}` } }); }
      return post(message);
    case 'message_wrong_origin':
      addForeignFrame('completed', session.partnerSessionId, false);
      return true;
    case 'message_null_origin':
      addForeignFrame('completed', session.partnerSessionId, true);
      return true;
    default: return post(message);
  }
}
