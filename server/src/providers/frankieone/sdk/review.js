// The pages of the step: what is about to be imported, and what to do where there is nothing to show. Whatever comes from
// outside is text, never markup.
const frankiePages = (() => {
  "use strict";
  const minute = 60_000;
  const warning = 5 * minute;

  const say = (page, key, more = {}) => {
    const values = { idp: page.parameters.idp, ...more };
    return Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`%${name}%`, value), page.texts[key] ?? key);
  };
  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const show = (page, title, ...content) => {
    const heading = element("h1", "", title);
    heading.tabIndex = -1;
    page.root.replaceChildren(heading, ...content);
    document.title = title;
    heading.focus();
  };
  const button = (text, className, act) => {
    const made = element("button", className, text);
    made.type = "button";
    made.addEventListener("click", act, { once: true });
    return made;
  };
  const actions = (...buttons) => {
    const made = element("div", "actions");
    made.append(...buttons);
    return made;
  };

  const row = (page, { claim, label, value, source }) => {
    const made = document.createElement("div");
    const name = page.texts[`fed-claim-${claim}`] ?? label ?? claim;
    made.append(element("dt", "", name), element("dd", "", value));
    if (source) made.append(element("dd", "quiet", say(page, `fed-source-${source}`)));
    return made;
  };

  /** Shows what the identity provider said; resolves to `confirm`, `deny` or `expired`. */
  const review = (page, rows) => new Promise((resolve) => {
    const lifetime = page.parameters.dataMinutes * minute;
    const end = new Intl.DateTimeFormat(page.locale, { hour: "2-digit", minute: "2-digit" }).format(Date.now() + lifetime);
    const facts = element("dl", "facts");
    facts.append(...rows.map((one) => row(page, one)));
    const inset = element("div", "inset");
    inset.append(
      element("p", "", say(page, "fed-review-what")),
      element("p", "", say(page, "fed-review-until", { time: end })),
    );
    const soon = element("p", "problem", "");
    soon.setAttribute("role", "status");
    soon.hidden = true;
    const timers = [
      setTimeout(() => {
        soon.hidden = false;
        soon.textContent = say(page, "fed-review-soon");
      }, Math.max(0, lifetime - warning)),
      setTimeout(() => done("expired"), lifetime),
    ];
    const done = (answer) => {
      timers.forEach(clearTimeout);
      resolve(answer);
    };
    show(
      page,
      say(page, "fed-review-title"),
      element("p", "", say(page, "fed-review-lead")),
      facts,
      inset,
      soon,
      actions(
        button(say(page, "fed-confirm"), "button", () => done("confirm")),
        button(say(page, "fed-deny"), "button button--second", () => done("deny")),
      ),
    );
  });

  /** The data was deleted before it was confirmed. */
  const expired = (page) => new Promise((resolve) => {
    show(
      page,
      say(page, "fed-expired-title"),
      element("p", "", say(page, "fed-expired-text")),
      actions(button(say(page, "fed-go-on"), "button", resolve)),
    );
  });

  /** There is no answer on this page; resolves to whether the person wants to go to the identity provider again. */
  const again = (page) => new Promise((resolve) => {
    show(
      page,
      say(page, "fed-again-title"),
      element("p", "", say(page, "fed-again-text")),
      actions(
        button(say(page, "fed-again-go"), "button", () => resolve(true)),
        button(say(page, "fed-stop"), "button button--second", () => resolve(false)),
      ),
    );
  });

  return { say, review, expired, again };
})();
