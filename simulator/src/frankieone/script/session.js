// The session and where it is kept between the two pages (contract 2.4).
const STORAGE_KEY = 'onesdk-session';

class TokenStorage {
  constructor(hub) {
    this.hub = hub;
  }

  warn(message, payload) {
    this.hub?.emit('warning', { message, payload });
  }

  // localStorage, sessionStorage where there is none.
  get storage() {
    try {
      if (window.localStorage) return window.localStorage;
    } catch (error) {
      this.warn("Error while accessing 'localStorage'", error);
    }
    try {
      return window.sessionStorage;
    } catch (error) {
      this.warn(`Error while accessing 'sessionStorage': ${error.message}`, error);
      return null;
    }
  }

  store(value) {
    try {
      this.storage?.setItem(STORAGE_KEY, JSON.stringify(value));
    } catch (error) {
      this.warn(`Error while storing item in storage: ${error.message}`, error);
    }
  }

  retrieve() {
    try {
      const value = this.storage?.getItem(STORAGE_KEY);
      return value ? JSON.parse(value) : null;
    } catch (error) {
      this.warn(`Error while retrieving item from storage: ${error.message}`, error);
      return null;
    }
  }

  delete() {
    try {
      this.storage?.removeItem(STORAGE_KEY);
    } catch (error) {
      this.warn(`Error while deleting item from storage: ${error.message}`, error);
    }
  }
}

// Not verified, as in the real one: whoever makes the token decides where the calls go (contract 2.9).
function decodeToken(token) {
  const payload = token.split('.')[1];
  if (payload === undefined) throw new Error('Invalid token specified: Cannot read the payload');
  const bytes = Uint8Array.from(atob(payload.replace(/-/g, '+').replace(/_/g, '/')), (one) => one.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}

class Session {
  constructor(token, { frankie2customer = false, appReference, unpersist = null } = {}) {
    this.appReference = appReference;
    this.unpersist = unpersist;
    this.setToken(token);
    this.frankie2customer = frankie2customer || (this.decoded.data.frankie2customer ?? false);
  }

  setToken(token) {
    this.token = token;
    this.decoded = decodeToken(token);
    const { data } = this.decoded;
    this.customerId = data.organisation.customerId;
    this.customerChildId = data.organisation.customerChildId ?? null;
    this.environment = data.environment;
    this.sessionId = data.sessionId;
    this.entityId = this.entityId ?? data.entityId ?? null;
    this.reference = this.reference ?? data.reference ?? null;
  }

  get isTakenFromStorage() {
    return this.unpersist !== null;
  }

  isValid() {
    return Date.now() <= this.decoded.exp * 1000;
  }
}

function assertStoredIsUsable(stored, provided) {
  if (!stored.isValid()) throw new Error('Expired token');
  if ((stored.entityId || provided.entityId) && stored.entityId !== provided.entityId)
    throw new Error('Stored token does not match provided entity id');
  if ((stored.reference || provided.reference) && stored.reference !== provided.reference)
    throw new Error('Stored token does not match provided reference');
}

// The stored token wins, if it has not expired and is about the same individual.
function resolveSession(parameters, hub) {
  const { token, persist, frankie2customer, appReference } = parameters;
  if (!token) throw new Error('No token provided to session.token');
  const storage = new TokenStorage(hub);
  const provide = (store) => {
    if (store) storage.store(token);
    return new Session(token, { frankie2customer, appReference });
  };
  if (persist !== true) return provide(false);
  const stored = storage.retrieve();
  if (!stored) return provide(true);
  try {
    const unpersist = () => storage.delete();
    const session = new Session(stored, { frankie2customer, appReference, unpersist });
    assertStoredIsUsable(session, provide(false));
    return session;
  } catch (error) {
    hub?.emit('warning', { message: "Stored token is invalid. Using provided token. See 'payload'.", payload: error });
    return provide(true);
  }
}

const sessionFacade = (session) => ({
  getEntityId: () => session.entityId,
  getReference: () => session.reference,
  getFrankie2customer: () => session.frankie2customer,
  getSessionId: () => session.sessionId,
  isPersisted: () => session.isTakenFromStorage,
  unpersist: () => session.unpersist?.(),
  getExtraData: () => session.decoded.data.extraData ?? {},
  getExpirationEpoch: () => session.decoded.exp,
});
