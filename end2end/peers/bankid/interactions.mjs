// The peer's page in the frame: the same words and buttons as the simulated BankID's, so that the same tests use both.
import { people } from './people.mjs';

const escape = (text) => String(text).replace(/[&<>"']/g, (found) => `&#${found.codePointAt(0)};`);

function page({ uid, words, ancestor }) {
  const script = `
    const post = (event) => parent.postMessage(JSON.stringify({ type: 'analytics', event }), ${JSON.stringify(ancestor)});
    ['initialization_pending', 'initialization_completed', 'authorization_pending', 'awaiting_delegated_authentication'].forEach(post);
    for (const form of document.forms) {
      form.addEventListener('submit', () => { post(form.dataset.event); post('redirecting_to_merchant'); });
    }`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>BankID (a peer)</title></head><body>
    <h1>Open your BankID app</h1><p>Check that it shows the same words.</p><p id="words">${escape(words)}</p>
    <form method="post" action="/interaction/${uid}/approve" data-event="authorization_granted"><button>Approve</button></form>
    <form method="post" action="/interaction/${uid}/cancel" data-event="authorization_denied"><button>Cancel</button></form>
    <script>${script.replaceAll('</', '<\\/')}</script></body></html>`;
}

/** Handles /interaction/*; false for everything else. */
export function interactions({ provider, permissions }) {
  return async (request, response) => {
    const found = /^\/interaction\/([\w-]+)(?:\/(approve|cancel))?$/.exec(request.url);
    if (!found) return false;
    const [, uid, act] = found;
    const { params } = await provider.interactionDetails(request, response);
    const permission = permissions.find(params.permission_id);
    if (!act) {
      response.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'content-security-policy': `frame-ancestors ${params.frame_ancestor}`,
      });
      response.end(page({ uid, words: permission.bindingMessage, ancestor: params.frame_ancestor }));
      return true;
    }
    const [person] = people;
    if (act === 'approve') permissions.grant(permission.id, person);
    const result =
      act === 'approve'
        ? { login: { accountId: person.sub, acr: 'urn:bankid:bis;LOA=3', amr: ['bis-mfa', 'bis-hwk'] } }
        : { error: 'access_denied', error_description: 'bankid_error_codes:C401' };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
    return true;
  };
}
