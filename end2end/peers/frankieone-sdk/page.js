// The document's sample, with its mistakes mended: listeners before start(), a button that is connected, the individual
// shown before it is approved.
(async () => {
  const heard = (window.heard = []);
  // An error says what it says by getters and prototypes; the tests compare plain values.
  const plain = (value) =>
    JSON.parse(
      JSON.stringify(value, (_, one) =>
        one instanceof Error ? { message: one.message, payload: one.payload } : typeof one === 'function' ? 'function' : one,
      ) ?? 'null',
    );
  window.addEventListener('unhandledrejection', (event) => heard.push(['unhandled', event.reason?.name ?? 'no error']));
  try {
    const { token, ...parameters } = await (await fetch('/session', { method: 'POST' })).json();
    const oneSdk = await window.OneSdk({ session: parameters.mode ? {} : { token }, ...parameters });
    window.session = { isPreloaded: oneSdk.individual().isPreloaded(), reference: oneSdk.session.getReference() };
    const federation = oneSdk.component('federation');
    federation.on('*', ({ eventName, arguments: given }) => heard.push([eventName, ...given.map(plain)]));
    federation.on('results', (individual, status, approve) => {
      document.querySelector('#individual').textContent = JSON.stringify(individual);
      const button = document.querySelector('#approve');
      button.onclick = () => {
        window.approved = String(approve());
      };
      button.disabled = false;
    });
    const query = new URLSearchParams(location.search);
    if (query.has('code') || query.has('error')) federation.start();
    else {
      const button = document.querySelector('#start');
      button.onclick = () => federation.start();
      button.disabled = false;
    }
  } catch (error) {
    heard.push(['thrown', error.message]);
  }
})();
