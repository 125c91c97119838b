// OneSDK 1.9.4, and what it keeps in this browser.
const frankieVendor = (() => {
  "use strict";
  // Where OneSDK keeps the token of the first visit for the second one.
  const key = "onesdk-session";
  const longest = 64;

  const stores = () => ["localStorage", "sessionStorage"].flatMap((name) => {
    try {
      return window[name] ? [window[name]] : [];
    } catch {
      return [];
    }
  });
  const claims = (kept) => {
    try {
      const payload = JSON.parse(kept).split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
      return JSON.parse(atob(payload)).data ?? null;
    } catch {
      return null;
    }
  };

  /** What the token says that the first visit stored under this reference; another tab's is none of ours. */
  const stored = (reference) => stores().map((store) => claims(store.getItem(key))).find((data) => data?.reference === reference);

  /** Removes that token: OneSDK leaves it there after errors of the identity provider. */
  const forget = (reference) => {
    for (const store of stores()) {
      const kept = store.getItem(key);
      const data = claims(kept);
      if (kept !== null && (data === null || data.reference === reference)) store.removeItem(key);
    }
  };

  const within = (milliseconds, promise) => Promise.race([
    promise,
    new Promise((_, reject) => { setTimeout(() => reject(new Error("OneSDK does not answer")), milliseconds); }),
  ]);

  /** The federation component, ready to start. Throws what OneSDK throws. */
  async function component({ token, recipe }) {
    const sdk = await within(45_000, window.OneSdk({ session: { token }, recipe, telemetry: false }));
    return sdk.component("federation");
  }

  const codes = (issues) => (Array.isArray(issues) ? issues : [issues])
    .map((issue) => issue?.code ?? issue)
    .filter((code) => typeof code === "string")
    .slice(0, 20)
    .map((code) => code.slice(0, longest));

  /** The last word about an error event: its codes. Its text may be anybody's, and is not looked at. */
  const word = (error) => {
    const { errorCode, issues } = error?.payload ?? {};
    return {
      type: "error",
      errorCode: typeof errorCode === "string" ? errorCode.slice(0, longest) : null,
      issues: codes(issues),
    };
  };

  /** Starts the component; the person at the identity provider, or what that one said about them. */
  const started = (federation) => new Promise((resolve) => {
    // Before the start: an event without a listener is lost (OneSDK's document, "Getting started").
    federation.on("results", (individual, _status, approve) => resolve({ individual, approve }));
    federation.on("error", (error) => resolve({ word: word(error) }));
    setTimeout(() => resolve({ word: { type: "unanswered" } }), 60_000);
    federation.start();
  });

  /** Approves, and waits for what comes of it: approve itself returns at once and says nothing. */
  const approved = (federation, approve) => new Promise((resolve) => {
    federation.on("data_extracted_successfully", () => resolve({ type: "approved" }));
    federation.on("error", (error) => resolve(word(error)));
    // A dropped connection makes OneSDK trip over its own answer, without an event.
    setTimeout(() => resolve({ type: "unanswered" }), 20_000);
    approve();
  });

  return { stored, forget, component, started, approved, word };
})();
