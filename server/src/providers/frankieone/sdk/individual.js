// What an individual says, in the words of the connection's settings: the same places that our server reads.
const frankieIndividual = (() => {
  "use strict";
  const longest = 500;
  const most = 80;
  const address = [
    "unitNumber", "buildingName", "streetNumber", "streetName", "streetType", "suburb", "town", "state", "postalCode", "country",
  ];

  /** `applicant.addresses[0]`, `documents[idType=PASSPORT].idNumber` */
  const at = (root, path) => path.split(".").reduce((value, step) => {
    const [, name, choice] = /^([\w-]+)(?:\[(.+)\])?$/.exec(step) ?? [];
    const inner = value !== null && typeof value === "object" && Object.hasOwn(value, name) ? value[name] : undefined;
    if (choice === undefined) return inner;
    if (!Array.isArray(inner)) return undefined;
    const [member, wanted] = choice.split("=");
    return wanted === undefined ? inner[Number(choice)] : inner.find((one) => one?.[member] === wanted);
  }, root);

  const joined = (value, names, between) =>
    names.map((name) => value[name]).filter((part) => typeof part === "string" && part.trim()).join(between);

  const text = (value) => {
    if (typeof value === "string") return value.trim();
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    if (value === null || typeof value !== "object" || Array.isArray(value)) return "";
    const whole = ["longForm", "displayName", "formatted", "desc", "value"].map((name) => text(value[name])).find(Boolean);
    return whole ?? (joined(value, ["givenName", "middleName", "familyName"], " ") || joined(value, address, ", "));
  };
  const shortened = (value) => (value.length > longest ? `${value.slice(0, longest)}…` : value);

  const source = (root, rule, sources) => {
    if (rule.trust === "idp") return "verified";
    if (rule.trust === "nobody") return "person";
    const named = at(root, "applicant.extraData.sources");
    const code = named && Object.hasOwn(named, rule.attribute) ? String(named[rule.attribute]) : null;
    if (code === null) return null;
    return Object.hasOwn(sources, code) ? sources[code] : "unknown";
  };

  /** One row for each value: its claim or its own name, the value, and whose word it is where the answer says so. */
  function rows(individual, { claims, sources }) {
    const root = { applicant: individual, documents: individual?.documents };
    const read = claims.flatMap((rule) => {
      const value = rule.from.map((path) => text(at(root, path))).find(Boolean);
      if (!value) return [];
      return [{ claim: rule.claim, label: rule.label, value: shortened(value), source: source(root, rule, sources) }];
    });
    // What is imported with the rest, though nobody here has a name for it.
    const known = new Set(claims.flatMap((rule) => rule.from));
    const extra = Object.entries(at(root, "applicant.extraData") ?? {})
      .filter(([name]) => name !== "sources" && !known.has(`applicant.extraData.${name}`))
      .map(([name, value]) => ({ claim: null, label: name, value: shortened(text(value)), source: null }))
      .filter((row) => row.value);
    return [...read, ...extra].slice(0, most);
  }

  return { rows };
})();
