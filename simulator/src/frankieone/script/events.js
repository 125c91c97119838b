// Event hubs: every event is also heard by the listeners of '*'.
class OneSDKError extends Error {
  constructor(message, payload) {
    super(message);
    this.name = '';
    this.payload = payload;
  }
}

function makeEventHub() {
  const listeners = new Map();
  const call = (name, args) => {
    for (const listener of [...(listeners.get(name) ?? [])]) listener(...args);
  };
  const emit = (name, ...args) => {
    call(name, args);
    call('*', [{ eventName: name, arguments: args }]);
  };
  const remove = (name, listener) => {
    listeners.set(
      name,
      (listeners.get(name) ?? []).filter((known) => known !== listener),
    );
  };
  const on = (names, listener) => {
    const all = [names].flat();
    for (const name of all) listeners.set(name, [...(listeners.get(name) ?? []), listener]);
    return { cleanup: () => all.forEach((name) => remove(name, listener)) };
  };
  // Without a listener everything goes, whatever event was named.
  const off = (names, listener) => {
    if (names && listener) {
      [names].flat().forEach((name) => remove(name, listener));
      return;
    }
    emit('__off__');
    listeners.clear();
  };
  return { on, off, emit };
}

const listenerOf = (hub) => ({ on: hub.on, off: hub.off });
