-- Who began it: the client, or `direct` for a start page that anybody may use.
ALTER TABLE onboardings ADD COLUMN client TEXT NOT NULL DEFAULT 'direct';
-- SHA-256 of the link's token, until an applicant's browser claims it.
ALTER TABLE onboardings ADD COLUMN link_hash TEXT;
-- What the client expects of the person, sealed.
ALTER TABLE onboardings ADD COLUMN expected BYTEA;
-- Set when the applicant asked for a person to go on.
ALTER TABLE onboardings ADD COLUMN handed_over_at BIGINT;
CREATE UNIQUE INDEX onboardings_by_link ON onboardings (link_hash);
CREATE INDEX onboardings_by_owner ON onboardings (owner_hash);

ALTER TABLE steps ADD COLUMN skipped_at BIGINT;
-- Which answers were filled in beforehand, from where and with what; sealed.
ALTER TABLE steps ADD COLUMN prefilled BYTEA;

-- Which way was chosen.
CREATE TABLE choices (
    onboarding_id TEXT   NOT NULL REFERENCES onboardings (id),
    choice        TEXT   NOT NULL,
    way           TEXT   NOT NULL,
    chosen_at     BIGINT NOT NULL,
    PRIMARY KEY (onboarding_id, choice)
);

ALTER TABLE facts ADD COLUMN evidence_id TEXT REFERENCES evidence (id);
-- The verified_claims object of OpenID Connect for Identity Assurance, sealed; only what its schema accepts.
ALTER TABLE facts ADD COLUMN verified BYTEA;

-- Which consent of its step; empty for the step's own text.
ALTER TABLE consents ADD COLUMN name TEXT NOT NULL DEFAULT '';

-- Append only: what was concluded. The newest one holds.
CREATE TABLE decisions (
    id              TEXT   NOT NULL PRIMARY KEY,
    onboarding_id   TEXT   NOT NULL REFERENCES onboardings (id),
    conclusion      TEXT   NOT NULL,
    rule            TEXT   NOT NULL,
    journey_version TEXT   NOT NULL,
    -- What it rests on: facts, matches, signals, shortfalls. Sealed.
    inputs          BYTEA   NOT NULL,
    actor           TEXT   NOT NULL,
    decided_at      BIGINT NOT NULL
);
CREATE INDEX decisions_by_onboarding ON decisions (onboarding_id, id);

-- Pictures of documents, for the person who reviews the case; sealed.
CREATE TABLE uploads (
    id            TEXT   NOT NULL PRIMARY KEY,
    onboarding_id TEXT   NOT NULL REFERENCES onboardings (id),
    step          TEXT   NOT NULL,
    field         TEXT   NOT NULL,
    content_type  TEXT   NOT NULL,
    body          BYTEA   NOT NULL,
    created_at    BIGINT NOT NULL,
    UNIQUE (onboarding_id, step, field)
);

ALTER TABLE usage ADD COLUMN client TEXT NOT NULL DEFAULT 'direct';
-- Keyed hash of the phone number that the call was about.
ALTER TABLE usage ADD COLUMN phone_hash TEXT;
CREATE INDEX usage_by_onboarding ON usage (onboarding_id);
CREATE INDEX usage_by_client ON usage (client, at);
CREATE INDEX usage_by_phone ON usage (client, phone_hash, at);

-- Keyed hashes of what identifies people, per client, to find the same person again without storing who it is.
CREATE TABLE identifiers (
    client        TEXT   NOT NULL,
    kind          TEXT   NOT NULL,
    hash          TEXT   NOT NULL,
    onboarding_id TEXT   NOT NULL REFERENCES onboardings (id),
    seen_at       BIGINT NOT NULL,
    PRIMARY KEY (client, kind, hash, onboarding_id)
);
CREATE INDEX identifiers_by_onboarding ON identifiers (onboarding_id);
CREATE INDEX identifiers_by_time ON identifiers (seen_at);

-- What makes a case worth a second look.
CREATE TABLE risk_signals (
    onboarding_id TEXT   NOT NULL REFERENCES onboardings (id),
    signal        TEXT   NOT NULL,
    -- How many other onboardings, or how often.
    count         BIGINT NOT NULL,
    raised_at     BIGINT NOT NULL,
    PRIMARY KEY (onboarding_id, signal)
);
