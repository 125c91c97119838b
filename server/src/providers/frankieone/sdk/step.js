// The step: to the identity provider, back, shown to the person, and imported when they say so.
vestibuleSdk.run(async (page) => {
  "use strict";
  const { say, review, expired, again } = frankiePages;
  const address = new URLSearchParams(location.search);
  const only = (name) => {
    const values = address.getAll(name);
    return values.length === 1 ? values[0] : null;
  };

  /** The last word; OneSDK's token does not outlive it. */
  const finish = (word) => {
    frankieVendor.forget(page.parameters.reference);
    page.cleanAddress();
    return page.finish(word);
  };
  /** The component, or the last word about why there is none. */
  const component = async () => {
    try {
      return await frankieVendor.component(page.parameters);
    } catch (error) {
      await finish(frankieVendor.word(error));
      throw error;
    }
  };

  async function leave() {
    page.loading(say(page, "fed-leaving"));
    const federation = await component();
    // Leaves this page; only what goes wrong comes back.
    const { word } = await frankieVendor.started(federation);
    await finish(word ?? { type: "failed" });
  }

  async function comeBack() {
    const { reference } = page.parameters;
    page.loading(say(page, "fed-fetching"));
    const federation = await component();
    const { individual, approve, word } = await frankieVendor.started(federation);
    // The code is used: a reload must not send it again.
    page.cleanAddress();
    if (word) return finish(word);
    if (individual?.customerReference && individual.customerReference !== reference) {
      return finish({ type: "other_session" });
    }
    const rows = frankieIndividual.rows(individual, page.parameters);
    // "Whenever the results event is fired, individual is always expected to have data."
    if (rows.length === 0) return finish({ type: "error", errorCode: null, issues: [] });
    const answer = await review(page, rows);
    if (answer === "deny") return finish({ type: "denied" });
    if (answer === "expired") {
      await expired(page);
      return finish({ type: "expired" });
    }
    page.loading(say(page, "fed-sending"));
    return finish(await frankieVendor.approved(federation, approve));
  }

  // Restored from the browser's memory it would show a loader for ever.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  if (page.mode === "open") return leave();
  await page.resume();
  const { reference } = page.parameters;
  const first = frankieVendor.stored(reference);
  const [code, state, error] = ["code", "state", "error"].map(only);
  const isOther = address.has("state") && state !== first?.sessionId;
  if (address.has("error")) {
    return finish(isOther ? { type: "other_session" } : { type: "refused", error: String(error).slice(0, 64) });
  }
  if (address.has("code")) {
    if (code === null || state === null || isOther) return finish({ type: "other_session" });
    // OneSDK puts the code into its own URL as it is, where these would become something else, or another parameter.
    if (/[&#%+\s]/.test(code)) return finish({ type: "error", errorCode: null, issues: [] });
    return comeBack();
  }
  // Never by itself: an error that comes back at once would go round in a circle.
  if (!(await again(page))) return finish({ type: "left" });
  // A session whose code was used gets no other one; the new session begins afresh.
  frankieVendor.forget(reference);
  return leave();
});
