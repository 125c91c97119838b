'use strict';
// The client page: checks who embeds it, tells its parent how far it is, and goes to the redirect_uri in the end.
const client = document.getElementById('client');
const { handle, token, ancestor, play, lasts } = client.dataset;

const show = (view) => {
  for (const section of client.querySelectorAll('[data-view]')) { section.hidden = section.dataset.view !== view; }
};

// Only the first document has the embedder as its referrer, so this page never navigates to another one of its own.
const embedder = () => {
  try { return new URL(document.referrer).origin; } catch { return ''; }
};
const isAncestor = (origin) => (ancestor.includes('://')
  ? origin === ancestor
  : origin.split('://')[1] === ancestor);

const advance = async (step, more) => {
  const answer = await fetch(`/iframe/${handle}/step`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, step, ...more }),
  });
  if (answer.status === 410) { show('used'); return; }
  if (!answer.ok) { show('failed'); return; }
  const { events, view, wrong, to } = await answer.json();
  for (const event of events) { post(event); }
  document.getElementById('problem').hidden = !wrong;
  show(view);
  // From a script, as the real page does: a bare redirect would carry the embedding site's cookies in Chromium.
  if (view === 'return') { setTimeout(() => location.replace(to), 0); }
};

const begin = () => {
  const origin = embedder();
  if (!isAncestor(origin)) { show('mismatch'); return; }
  announce(origin);
  post('initialization_pending');
  if (play === 'analytics_forged_granted') {
    for (const event of ['initialization_completed', 'authorization_pending', 'authorization_granted', 'redirecting_to_merchant']) {
      post(event);
    }
    show('return');
    return;
  }
  advance('begin');
  // The permission can be granted until its exp and not later.
  setTimeout(() => advance('timeout'), Number(lasts));
};

for (const button of client.querySelectorAll('[data-step]')) {
  button.addEventListener('click', () => advance(button.dataset.step));
}
document.getElementById('identity').addEventListener('submit', (event) => {
  event.preventDefault();
  advance('identify', { nnin: document.getElementById('nnin').value });
});
begin();
