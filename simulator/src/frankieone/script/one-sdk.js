// `await OneSdk({ session })`: the one global.
const VERSION = '1.7.0-simulator';

function resolveParameters({ session, recipe, mode, telemetry }) {
  return {
    session: {
      token: session?.token ?? null,
      persist: session?.persist ?? false,
      frankie2customer: session?.frankie2customer ?? false,
      appReference: session?.appReference ?? null,
    },
    recipe: resolveRecipe(recipe),
    mode: { modeName: 'production', ...(typeof mode === 'string' ? { modeName: mode } : mode) },
    telemetry: telemetry !== false,
  };
}

function makeComponents(shared) {
  const instances = new Map();
  return (which, options = {}) => {
    const instanceName = options.instanceName ?? crypto.randomUUID();
    const key = `${which}/${instanceName}`;
    if (instances.has(key)) return instances.get(key);
    const report = (eventName, error) =>
      shared.globalHub.emit('telemetry', { eventName, data: { component: which, options }, error });
    try {
      if (which !== 'federation') throw new Error(`The simulator has no component '${which}'`);
      const component = makeFederation(shared, instanceName);
      instances.set(key, component);
      report('COMPONENT:INIT');
      component.on('error', (error) => report('COMPONENT:ERROR', error));
      return component;
    } catch (error) {
      report('COMPONENT:INIT:ERROR', error);
      throw error;
    }
  };
}

async function initialise(parameters) {
  const { session: provided, recipe: providedRecipe, mode, telemetry } = resolveParameters(parameters);
  const globalHub = makeEventHub();
  const isDummy = mode.modeName === 'dummy';
  const session = isDummy ? dummySession(provided) : resolveSession(provided, globalHub);
  const client = isDummy ? new DummyClient(session, mode) : new FrankieApiClient(session);
  if (!isDummy) await client.validateSession();
  if (telemetry) registerTelemetry(globalHub, client);
  try {
    const { recipe, utilityConfig, warnings } = await loadConfiguration(client, providedRecipe);
    const individual = makeIndividual(client);
    const shared = { globalHub, session, client, recipe, utilityConfig, individual, isDummy };
    const sdk = {
      ...listenerOf(globalHub),
      emit: globalHub.emit,
      session: sessionFacade(session),
      individual: () => individual,
      component: makeComponents(shared),
    };
    await new Promise((resolve) => {
      individual.on('data_loaded', resolve);
      void individual.search();
    });
    globalHub.emit('telemetry', { eventName: 'INIT', data: { mode, recipe, warnings } });
    warnings.forEach(({ level, data }) => globalHub.emit(level, data));
    window.addEventListener('beforeunload', () => globalHub.emit('telemetry', { eventName: UNLOAD_EVENT }));
    return sdk;
  } catch (error) {
    globalHub.emit('telemetry', { eventName: 'INIT:ERROR', error });
    throw error;
  }
}

window.OneSdk = Object.assign(initialise, {
  FrankieApiClient,
  version: VERSION,
  modes: { PROD: 'production', DEV: 'development', DUMMY: 'dummy' },
});
