// What the page calls.
let isInitialised = false;
let isRunning = false;

function initialise() {
  isInitialised = true;
}

// `https://<domain>`, or http on loopback.
function isBaseUrl(text) {
  if (typeof text !== 'string' || !URL.canParse(text)) { return false; }
  const url = new URL(text);
  const isLoopback = url.hostname === 'localhost' || url.hostname.startsWith('127.');
  return url.origin === text && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback));
}

const isText = (value) => typeof value === 'string' && value.length > 0;

function launchSelfieLiveness({ token, correlationId, baseUrl, theme = null, resultCallback } = {}) {
  if (!isInitialised) { throw new Error('OneKYC: initialise() was not called'); }
  if (isRunning) { throw new Error('OneKYC: a flow is running already'); }
  if (!isText(token)) { throw new TypeError('OneKYC: token must be a string'); }
  if (!isText(correlationId)) { throw new TypeError('OneKYC: correlationId must be a string'); }
  if (!isBaseUrl(baseUrl)) { throw new TypeError('OneKYC: baseUrl must be https://<domain>'); }
  if (theme !== null && typeof theme !== 'object') { throw new TypeError('OneKYC: theme must be an object or null'); }
  if (typeof resultCallback !== 'function') { throw new TypeError('OneKYC: resultCallback must be a function'); }
  isRunning = true;
  run({ token, correlationId, baseUrl, theme, resultCallback });
}

async function run(options) {
  const controller = new AbortController();
  const { signal } = controller;
  // What closing means while something is wrong with the camera.
  let leaving;
  const view = openView({
    theme: options.theme,
    onClose: () => controller.abort(leaving ?? new Stop('NOT_COMPLETED', 'USER_CANCELLED')),
    onHelp: () => controller.abort(new Stop('NOT_COMPLETED', 'HELP_CLICKED')),
  });
  let gateway;
  let results;
  try {
    view.starting();
    if (!window.isSecureContext) { throw stopped('SECURITY'); }
    gateway = openGateway(options, signal);
    const settings = await gateway.settings();
    view.use(settings.locale, settings.themeMode);
    results = withoutCapture(settings.scenario);
    if (!results) {
      const result = await liveness(view, gateway, settings, signal, (stop) => { leaving = stop; });
      results = atTheEnd(settings.scenario, result);
    }
  } catch (error) {
    results = [resultOf(error)];
  }
  view.remove();
  isRunning = false;
  for (const result of results) {
    gateway?.resultSent(inWords(result));
    try {
      options.resultCallback(result);
    } catch (error) {
      console.error('OneKYC: resultCallback threw', error);
    }
  }
}
