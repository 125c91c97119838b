// What leads to an IdP and what comes back from it (contract 2.5).
const DIFFERENT_SESSION =
  'A different session is being used to initialise the OneSDK than the one used at the beginning of the federation flow.';
const MYINFO_HOSTS = {
  sandbox: 'https://sandbox.api.myinfo.gov.sg',
  test: 'https://test.api.myinfo.gov.sg',
  production: 'https://api.myinfo.gov.sg',
};

// An error counts whatever its state is; a code counts only with the session's own state.
function hasReturned(query, session) {
  const isOurs = session.sessionId === query.get('state');
  const code = query.get('code');
  if (query.get('error')) throw new Error(query.get('error_description') ?? 'Internal server error');
  if (code && !isOurs) throw new Error(DIFFERENT_SESSION);
  return Boolean(code) && isOurs;
}

async function submitAuthorisation(vendor, code, shared, hub) {
  const { client } = shared;
  const forget = () => new TokenStorage().delete();
  const fail = (message, { errorCode, issues }) => hub.emit('error', new OneSDKError(message, { errorCode, issues }));
  try {
    // The code is not encoded.
    const { data } = await client.get(`/federation/v1/callback/${vendor}?authCode=${code}`);
    const { individual, status } = data;
    // Nothing is returned: waiting for it does not wait for the import.
    const approve = () => {
      client
        .post(`/federation/v1/${vendor}/entity`)
        .then(({ data: imported }) => hub.emit('data_extracted_successfully', { entityId: imported.entityId }))
        .catch((error) => {
          // Without an answer there are no data: this throws, and nobody hears of it.
          const { message, errorCode, issues } = error.response.data;
          fail(`Failed sending confirmation: "${message}"`, { errorCode, issues });
        })
        .finally(forget);
    };
    hub.emit('results', individual, status, approve);
  } catch (error) {
    forget();
    const { message, errorCode, issues } = error.response?.data ?? {};
    fail(`Failed sending authorisation: "${message}"`, { errorCode, issues });
  }
}

function singpassUrl(idp, session) {
  // The real one knows the hosts only; `authorise_url` is the simulator's.
  const url = new URL(idp?.authorise_url ?? `${MYINFO_HOSTS[idp?.environment ?? 'test']}/com/v3/authorise`);
  url.searchParams.set('client_id', String(idp?.client_id));
  url.searchParams.set('attributes', String(idp?.attributes));
  url.searchParams.set('state', session.sessionId);
  url.searchParams.set('redirect_uri', idp?.redirect_url ?? window.location.href);
  url.searchParams.set('purpose', String(idp?.purpose));
  return url;
}

// The document promises other IdPs; the published script has none yet. This one is every OpenID Connect provider.
function openIdUrl(idp, session) {
  const url = new URL(idp.authorise_url);
  url.searchParams.set('response_type', 'code');
  url.searchParams.set('client_id', String(idp.client_id));
  url.searchParams.set('scope', String(idp.scope));
  url.searchParams.set('state', session.sessionId);
  url.searchParams.set('nonce', session.sessionId);
  url.searchParams.set('redirect_uri', idp.redirect_url ?? window.location.href);
  return url;
}

async function runVendor(vendor, shared, hub) {
  const query = new URLSearchParams(window.location.search);
  const { recipe, session, client } = shared;
  if (hasReturned(query, session)) {
    await submitAuthorisation(vendor, query.get('code'), shared, hub);
    return;
  }
  const idp = recipe.idps?.[vendor];
  client.redirect(vendor === 'singpass' ? singpassUrl(idp, session) : openIdUrl(idp, session));
}

function loadVendor(vendor, shared, hub, instanceName) {
  const { globalHub } = shared;
  return Promise.resolve()
    .then(() => runVendor(vendor, shared, hub))
    .then(() => {
      hub.emit('vendor_sdk_loaded', { componentName: 'federation', instanceName, vendor });
      globalHub.emit('telemetry', { eventName: 'FEDERATION:VENDOR_WRAPPER_LOADED', data: { instanceName, vendor } });
    })
    .catch((errorObject) => {
      hub.emit('vendor_sdk_failed_loading', { vendor, errorObject });
      hub.emit('error', new OneSDKError(`Vendor sdk '${vendor}' failed loading`, { errorObject, vendor }));
      globalHub.emit('telemetry', {
        eventName: 'FEDERATION:VENDOR_FAILED_LOADING',
        data: { instanceName, vendor },
        error: errorObject,
      });
    });
}
