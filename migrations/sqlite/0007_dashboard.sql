-- The dashboard: how operators sign in, what they write and decide, and the numbers that they look at.

-- argon2id, as a PHC string; null until the operator chose one.
ALTER TABLE operators ADD COLUMN password_hash TEXT;
ALTER TABLE operators ADD COLUMN password_changed_at BIGINT;
-- Sealed by the key ring.
ALTER TABLE operators ADD COLUMN totp_secret BLOB;
ALTER TABLE operators ADD COLUMN totp_confirmed_at BIGINT;
-- The newest time step whose code was used: a code works once.
ALTER TABLE operators ADD COLUMN totp_step BIGINT;
-- Issuer and subject at the single sign-on, as `iss|sub`.
ALTER TABLE operators ADD COLUMN subject TEXT;
ALTER TABLE operators ADD COLUMN last_signed_in_at BIGINT;
-- What the single sign-on calls the operator at the first time, where that is not the name.
ALTER TABLE operators ADD COLUMN claimed_as TEXT;
CREATE UNIQUE INDEX operators_by_subject ON operators (subject);
CREATE UNIQUE INDEX operators_by_claim ON operators (claimed_as);

CREATE TABLE operator_passkeys (
    -- The credential id, base64url.
    id           TEXT   NOT NULL PRIMARY KEY,
    operator     TEXT   NOT NULL REFERENCES operators (name),
    label        TEXT   NOT NULL,
    -- The public key and its counter, as the library stores them; sealed by the key ring.
    credential   BLOB   NOT NULL,
    created_at   BIGINT NOT NULL,
    last_used_at BIGINT
);
CREATE INDEX operator_passkeys_by_operator ON operator_passkeys (operator);

CREATE TABLE operator_recovery_codes (
    operator TEXT   NOT NULL REFERENCES operators (name),
    -- SHA-256 of the code, which holds 80 random bits.
    hash     TEXT   NOT NULL,
    used_at  BIGINT,
    PRIMARY KEY (operator, hash)
);

-- One-time links with which operators choose a password: the first start's, and those that admins make.
CREATE TABLE operator_setups (
    -- SHA-256 of the link's token.
    hash       TEXT   NOT NULL PRIMARY KEY,
    -- Null for the first operator of all, who chooses a name.
    operator   TEXT   REFERENCES operators (name),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT
);

CREATE TABLE operator_sessions (
    id         TEXT   NOT NULL PRIMARY KEY,
    -- SHA-256 of the cookie's value.
    hash       TEXT   NOT NULL UNIQUE,
    operator   TEXT   NOT NULL REFERENCES operators (name),
    -- How they signed in: `totp`, `passkey`, `recovery` or `single_sign_on`.
    factor     TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL,
    -- When they last showed a second factor.
    proved_at  BIGINT NOT NULL,
    address    TEXT   NOT NULL,
    agent      TEXT   NOT NULL,
    ended_at   BIGINT
);
CREATE INDEX operator_sessions_by_operator ON operator_sessions (operator, created_at);

-- Failures of signing in, by keyed hash of the name or of the address that was given.
CREATE TABLE sign_in_failures (
    hash          TEXT   NOT NULL PRIMARY KEY,
    count         BIGINT NOT NULL,
    first_at      BIGINT NOT NULL,
    blocked_until BIGINT
);

-- Which onboarding the support code on a page was about; kept for 30 days.
CREATE TABLE support_codes (
    code          TEXT   NOT NULL PRIMARY KEY,
    onboarding_id TEXT   NOT NULL REFERENCES onboardings (id),
    at            BIGINT NOT NULL
);
CREATE INDEX support_codes_by_time ON support_codes (at);
CREATE INDEX support_codes_by_onboarding ON support_codes (onboarding_id, at);

-- Each call to a provider, without what it carried.
CREATE TABLE provider_calls (
    id            TEXT   NOT NULL PRIMARY KEY,
    onboarding_id TEXT   NOT NULL REFERENCES onboardings (id),
    check_id      TEXT   NOT NULL REFERENCES checks (id),
    connection    TEXT   NOT NULL,
    -- `start`, `fetch`, `finish_return`, ...
    call          TEXT   NOT NULL,
    at            BIGINT NOT NULL,
    duration_ms   BIGINT NOT NULL,
    -- A word of ours: `ok`, or what went wrong.
    outcome       TEXT   NOT NULL,
    status        BIGINT
);
CREATE INDEX provider_calls_by_onboarding ON provider_calls (onboarding_id, id);

CREATE TABLE notes (
    id            TEXT   NOT NULL PRIMARY KEY,
    onboarding_id TEXT   NOT NULL REFERENCES onboardings (id),
    operator      TEXT   NOT NULL,
    -- Sealed under the onboarding's key.
    body          BLOB   NOT NULL,
    written_at    BIGINT NOT NULL
);
CREATE INDEX notes_by_onboarding ON notes (onboarding_id, id);

-- A value that an operator may read for a while.
CREATE TABLE reveals (
    id            TEXT   NOT NULL PRIMARY KEY,
    onboarding_id TEXT   NOT NULL REFERENCES onboardings (id),
    operator      TEXT   NOT NULL,
    -- Which value: fact or step, and claim.
    field         TEXT   NOT NULL,
    reason        BLOB   NOT NULL,
    revealed_at   BIGINT NOT NULL,
    ends_at       BIGINT NOT NULL
);
CREATE INDEX reveals_by_onboarding ON reveals (onboarding_id, operator);

-- What waits for a second person.
CREATE TABLE proposals (
    id            TEXT   NOT NULL PRIMARY KEY,
    onboarding_id TEXT   REFERENCES onboardings (id),
    journey       TEXT,
    -- What is to be done, as the permission table names it, and with what (JSON).
    action        TEXT   NOT NULL,
    content       TEXT   NOT NULL,
    reason        TEXT   NOT NULL,
    -- What it was about when it was proposed: whoever confirms confirms this and nothing else.
    revision      TEXT   NOT NULL,
    proposed_by   TEXT   NOT NULL,
    proposed_at   BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL,
    -- `confirmed`, `refused`, `withdrawn` or `overtaken`.
    outcome       TEXT,
    decided_by    TEXT,
    decided_at    BIGINT
);
CREATE INDEX proposals_open ON proposals (outcome, expires_at);
CREATE INDEX proposals_by_onboarding ON proposals (onboarding_id);

-- Another attempt of a step, beyond its limit, that an operator allowed.
CREATE TABLE allowed_attempts (
    id            TEXT   NOT NULL PRIMARY KEY,
    onboarding_id TEXT   NOT NULL REFERENCES onboardings (id),
    step          TEXT   NOT NULL,
    operator      TEXT   NOT NULL,
    allowed_at    BIGINT NOT NULL,
    used_at       BIGINT,
    -- The check that was begun with it.
    check_id      TEXT   REFERENCES checks (id)
);
CREATE INDEX allowed_attempts_by_step ON allowed_attempts (onboarding_id, step);

-- What is paused: `connection` or `journey` with a name, or `starts` with an empty one.
CREATE TABLE pauses (
    id       TEXT   NOT NULL PRIMARY KEY,
    kind     TEXT   NOT NULL,
    name     TEXT   NOT NULL,
    reason   TEXT   NOT NULL,
    -- JSON: what applicants read, by language.
    texts    TEXT   NOT NULL,
    begun_by TEXT   NOT NULL,
    begun_at BIGINT NOT NULL,
    ended_by TEXT,
    ended_at BIGINT
);
CREATE INDEX pauses_open ON pauses (ended_at);

-- Which version of a journey new onboardings begin with. Without a row it is the configuration's.
CREATE TABLE journey_activations (
    id           TEXT   NOT NULL PRIMARY KEY,
    journey      TEXT   NOT NULL,
    version      TEXT   NOT NULL REFERENCES journey_versions (hash),
    proposed_by  TEXT   NOT NULL,
    confirmed_by TEXT   NOT NULL,
    activated_at BIGINT NOT NULL
);
CREATE INDEX journey_activations_by_journey ON journey_activations (journey, id);

-- Counts by day, written with what they count. Each sum is spread over shards, so that writers do not wait for each other.
CREATE TABLE tallies (
    -- Days since 1970-01-01, UTC.
    day     BIGINT NOT NULL,
    client  TEXT   NOT NULL,
    -- `live`, `test` or `direct`, as the onboarding is.
    mode    TEXT   NOT NULL,
    journey TEXT   NOT NULL,
    -- What is counted, and of which kind: e.g. `ended` and `declined`.
    measure TEXT   NOT NULL,
    step    TEXT   NOT NULL,
    detail  TEXT   NOT NULL,
    shard   BIGINT NOT NULL,
    count   BIGINT NOT NULL,
    PRIMARY KEY (day, client, mode, journey, measure, step, detail, shard)
);

CREATE INDEX onboardings_by_status ON onboardings (status, id);
CREATE INDEX onboardings_by_journey ON onboardings (journey, id);
CREATE INDEX onboardings_by_client_only ON onboardings (client, id);
CREATE INDEX onboardings_by_mode ON onboardings (mode, id);
CREATE INDEX onboardings_by_client_and_status ON onboardings (client, status, id);
-- The reference that applicants are shown: the end of the id.
CREATE INDEX onboardings_by_shown_reference ON onboardings (substr(id, 25));

-- When a step could first be done, was first done and was first skipped: tallies count each once.
ALTER TABLE steps ADD COLUMN reached_at BIGINT;
ALTER TABLE steps ADD COLUMN done_at BIGINT;
ALTER TABLE steps ADD COLUMN passed_over_at BIGINT;
-- `frame` or `page`, and the class of device, of a check's newest provider session.
ALTER TABLE checks ADD COLUMN shown_as TEXT;
ALTER TABLE checks ADD COLUMN device TEXT;
