// The individual that exists already, if one does.
function makeIndividual(client) {
  const hub = makeEventHub();
  const { session } = client;
  let applicant = null;
  let isLoading = false;

  const load = async () => {
    const { reference, entityId } = session;
    if (!session.frankie2customer) {
      const { data } = await client.get('/data/v2/applicant/', { reference, entityId });
      session.entityId = data.applicant.entityId;
      return data.applicant;
    }
    let found = entityId;
    if (reference && !entityId) {
      const { data } = await client.post('/f2/one-sdk/v1/search', { reference });
      if (data.matches.length === 0) throw new Error('No matches found for reference');
      found = data.matches[0].serviceProfile.entityId;
    }
    const { data } = await client.get(`/f2/one-sdk/v1/individuals/${found}`);
    session.entityId = found;
    return data.individual;
  };

  // With an entity id a failure is thrown and nothing is ever loaded; with a reference alone there is just nobody yet.
  const search = async () => {
    isLoading = true;
    try {
      applicant = await load();
    } catch (error) {
      if (session.entityId) {
        const message = `Critical error! There was an issue loading the individual's details. Is the entityId (${session.entityId}) used to create this session valid?`;
        hub.emit('error', new OneSDKError(message, error));
        throw new Error(message);
      }
      applicant = { entityId: null, customerReference: session.reference };
    }
    isLoading = false;
    const { entityId, reference } = session;
    hub.emit('data_loaded', { entityId, reference, isPreloaded: Boolean(applicant.entityId) });
  };

  return {
    ...listenerOf(hub),
    search,
    isLoading: () => isLoading,
    isPreloaded: () => Boolean(applicant?.entityId),
    isPersisted: () => Boolean(applicant?.entityId),
    access: (name) => ({ getValue: () => applicant?.[name] ?? null }),
  };
}
