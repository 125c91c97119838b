// The federation component.
const ENVIRONMENTS = ['production', 'sandbox', 'test'];

function isUrl(text) {
  try {
    return Boolean(new URL(text));
  } catch {
    return false;
  }
}

function checkIdp(name, { redirect_url: redirectUrl, environment }) {
  if (redirectUrl === undefined) throw new Error(`'${name}.redirect_url' is required`);
  if (typeof redirectUrl !== 'string') throw new Error(`Expected string, received ${typeof redirectUrl}`);
  if (!isUrl(redirectUrl)) throw new Error(`The specified '${name}.redirect_url' needs to be a valid URL`);
  if (environment === 'production' && !redirectUrl.startsWith('https://'))
    throw new Error(
      `When '${name}.environment' is 'production', the specified '${name}.redirect_url' needs to be a secure https URL`,
    );
  if (environment === undefined) throw new Error(`Invalid '${name}.environment'`);
  if (!ENVIRONMENTS.includes(environment)) {
    const expected = ENVIRONMENTS.map((known) => `'${known}'`).join(' | ');
    throw new Error(`Invalid enum value. Expected ${expected}, received '${environment}'`);
  }
}

function checkRecipe({ recipe, individual }) {
  if (individual.isPreloaded())
    throw new Error(
      'Federation component initialised with an existing entity. Initialise your session using a reference to a non existing entity.',
    );
  if (!recipe.federation) throw new Error("Missing 'recipe.federation'");
  if (!recipe.idps) throw new Error("Missing 'recipe.idps' dictionary");
  const idp = recipe.idps[recipe.federation];
  if (!idp) throw new Error(`Idp '${recipe.federation}' missing from 'recipe.idps' configuration`);
  checkIdp(recipe.federation, idp);
}

function makeFederation(shared, instanceName) {
  checkRecipe(shared);
  const hub = makeEventHub();
  // From here on every component uses the stored session.
  if (!shared.isDummy) {
    const { token, frankie2customer, appReference } = shared.session;
    shared.session = resolveSession({ token, frankie2customer, appReference, persist: true }, shared.globalHub);
    shared.client = new FrankieApiClient(shared.session);
    shared.globalHub.emit('info', {
      message: shared.session.isTakenFromStorage
        ? 'Found existing token in storage. Using it as new session.'
        : 'No token found in storage. Using provided token for this session.',
      payload: { sessionId: shared.session.sessionId },
    });
  }
  return {
    ...listenerOf(hub),
    instanceName,
    start: () => void loadVendor(shared.recipe.federation, shared, hub, instanceName),
  };
}
