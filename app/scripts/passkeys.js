// Passkeys. A form with `data-passkey` (`get` or `create`) has the browser ask for one when it is sent, and sends the
// answer along. Without this script, or where browsers cannot, the form stays hidden: there are other ways in.

/** What browsers and password managers have to know (Web Authentication, level 3, 5.1.8 and 5.1.9). */
const able = globalThis.PublicKeyCredential?.parseCreationOptionsFromJSON && globalThis.PublicKeyCredential.parseRequestOptionsFromJSON;

async function ask({ passkey, challenge }) {
  const answer = await fetch(challenge, { method: 'POST' });
  // The form is sent without an answer, then, and the page that comes back says why.
  if (!answer.ok) return '';
  const options = await answer.json();
  const credential =
    passkey === 'create'
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  return JSON.stringify(credential);
}

function offer(form) {
  const status = form.querySelector('[role="status"]');
  let busy = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    status.textContent = '';
    try {
      form.elements.credential.value = await ask(form.dataset);
      form.submit();
    } catch (error) {
      // Whoever closed the browser's question may try again; so may who was too slow. The browser does not tell them apart.
      status.textContent = error.name === 'InvalidStateError' ? form.dataset.known : form.dataset.stopped;
    } finally {
      busy = false;
    }
  });
  form.hidden = false;
}

if (able) document.querySelectorAll('form[data-passkey]').forEach(offer);
