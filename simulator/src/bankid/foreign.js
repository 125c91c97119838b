'use strict';
for (const message of [{ type: 'analytics', event: 'authorization_granted' }, '{"type":"analytics","event":"authorization_granted"}']) {
  window.top.postMessage(message, '*');
}
