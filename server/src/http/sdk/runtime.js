// Runs a provider's script on the SDK origin: brings it its parameters, takes its last word, and says what is wrong.
// docs/providers.md says what `page` offers.
const vestibuleSdk = (() => {
  "use strict";
  const data = JSON.parse(document.getElementById("vestibule-data").textContent);
  const nonce = document.currentScript.nonce;
  const root = document.getElementById("main");
  const key = `vestibule.sdk.${data.connection}`;
  const framed = data.mode === "frame";
  // Thrown where the page already says what happened.
  const shown = Symbol("shown");
  let texts = data.texts[data.locale];
  let locale = data.locale;

  const element = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes ?? {})) made.setAttribute(attribute, value);
    made.append(...children);
    return made;
  };
  const speak = (tag) => {
    locale = data.texts[tag] ? tag : locale;
    texts = data.texts[locale];
    document.documentElement.lang = locale;
  };
  const loading = (text = texts.loading) =>
    root.replaceChildren(element("p", { class: "loading", role: "status" }, text));
  const screen = (title, text, ...actions) => {
    const heading = element("h1", { tabindex: "-1" }, title);
    root.replaceChildren(heading, element("p", {}, text), element("p", { class: "actions" }, ...actions));
    document.title = title;
    heading.focus();
  };
  const button = (label, act) => {
    const made = element("button", { type: "button", class: "button" }, label);
    made.addEventListener("click", act);
    return made;
  };

  // The code of this visit, good once, and where our own page is.
  const keep = (opened) => sessionStorage.setItem(key, JSON.stringify({ code: opened.continuation, back: opened.back }));
  const kept = () => {
    try {
      return JSON.parse(sessionStorage.getItem(key));
    } catch {
      return null;
    }
  };
  const gone = () => {
    const back = kept()?.back ?? data.back;
    sessionStorage.removeItem(key);
    const link = back ? [element("a", { class: "button", href: back }, texts["go-back"])] : [];
    screen(texts.gone, texts["gone-text"], ...link);
    throw shown;
  };

  async function post(path, body) {
    for (;;) {
      let answer;
      try {
        answer = await fetch(`/sdk/${data.connection}/${path}`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
          signal: AbortSignal.timeout(30_000),
        });
      } catch {
        // It may have arrived and used the code up; then the next answer says so.
        await new Promise((again) => { screen(texts.title, texts.offline, button(texts.retry, again)); });
        loading();
        continue;
      }
      if (answer.ok) return answer.json();
      // Settled or superseded meanwhile: our own page knows where the person is now.
      if (answer.status === 409 && path === "finish") return { to: kept().back };
      if (answer.status === 404 || answer.status === 409) gone();
      throw new Error(`${path}: ${answer.status}`);
    }
  }

  const page = {
    mode: data.mode,
    parameters: data.opened?.parameters ?? null,
    root,
    get locale() { return locale; },
    get texts() { return texts; },
    loading,
    /** Parameters once more, on a page that the browser came back to. */
    async resume() {
      const before = kept();
      if (!before?.code) {
        screen(texts["other-browser"], texts["other-browser-text"]);
        throw shown;
      }
      const opened = await post("resume", { code: before.code });
      keep(opened);
      speak(opened.locale);
      page.parameters = opened.parameters;
      return opened.parameters;
    },
    /** Framed: says something to our page. Otherwise nobody listens. */
    report(message) {
      if (framed) window.parent.postMessage({ type: "vestibule.sdk.message", message }, data.parent);
    },
    /** The last word. */
    async finish(message) {
      loading(texts.returning);
      if (framed) {
        page.report(message);
        return;
      }
      const before = kept();
      if (!before?.code) gone();
      const { to } = await post("finish", { code: before.code, message: JSON.stringify(message) });
      sessionStorage.removeItem(key);
      location.replace(to);
      // Nothing after the last word.
      await new Promise(() => {});
    },
    cleanAddress() {
      history.replaceState(null, "", location.pathname);
    },
  };

  function script(src) {
    return new Promise((resolve, reject) => {
      const made = document.createElement("script");
      made.nonce = nonce;
      made.src = src;
      made.onload = resolve;
      made.onerror = () => reject(new Error("a script of the provider's did not load"));
      setTimeout(() => reject(new Error("a script of the provider's is too slow")), 20_000);
      document.head.append(made);
    });
  }

  // Our page hands over at its exact origin, and once.
  const handedOver = () => new Promise((resolve) => {
    addEventListener("message", function take(event) {
      if (event.source !== window.parent || event.origin !== data.parent) return;
      if (event.data?.type !== "vestibule.sdk.start") return;
      removeEventListener("message", take);
      speak(event.data.locale);
      resolve(event.data.parameters);
    });
    window.parent.postMessage({ type: "vestibule.sdk.ready" }, data.parent);
  });

  function broken(error) {
    if (error === shown) return;
    console.warn("vestibule: the step broke", error);
    const last = { type: "failed" };
    if (framed) {
      page.report(last);
      screen(texts.broken, texts["broken-text"]);
      return;
    }
    const leave = () => page.finish(last).catch(broken);
    screen(texts.broken, texts["broken-text"], button(texts["go-back"], leave));
  }

  async function run(step) {
    try {
      if (framed && window.parent === window) gone();
      if (data.opened) {
        keep(data.opened);
        // A reload asks with the continuation instead of sending the used code again.
        history.replaceState(null, "", `/sdk/${data.connection}/return`);
      }
      const [parameters] = await Promise.all([framed ? handedOver() : null, ...data.scripts.map(script)]);
      if (framed) page.parameters = parameters;
      await step(page);
    } catch (error) {
      broken(error);
    }
  }

  return { run };
})();
