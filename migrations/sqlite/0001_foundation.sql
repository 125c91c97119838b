-- Times are BIGINT milliseconds UTC, ids are UUIDv7 as TEXT, flags are *_at columns or 0/1, sealed columns are BLOB.

-- One row per configured account, so that checks, facts and usage have something to point at after a rename.
CREATE TABLE connections (
    name          TEXT   NOT NULL PRIMARY KEY,
    kind          TEXT   NOT NULL,
    environment   TEXT   NOT NULL,
    first_seen_at BIGINT NOT NULL,
    last_seen_at  BIGINT NOT NULL
);

-- Immutable: the name of a version is the hash of its content.
CREATE TABLE journey_versions (
    hash       TEXT   NOT NULL PRIMARY KEY,
    name       TEXT   NOT NULL,
    content    TEXT   NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE onboardings (
    id              TEXT   NOT NULL PRIMARY KEY,
    journey         TEXT   NOT NULL,
    journey_version TEXT   NOT NULL REFERENCES journey_versions (hash),
    origin          TEXT   NOT NULL,
    -- SHA-256 of the key that the applicant's browser session holds.
    owner_hash      TEXT   NOT NULL,
    locale          TEXT   NOT NULL,
    status          TEXT   NOT NULL,
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    finished_at     BIGINT
);

-- Destroying this row's key is what erases an onboarding.
CREATE TABLE data_keys (
    onboarding_id TEXT   NOT NULL PRIMARY KEY REFERENCES onboardings (id),
    ring_key      TEXT   NOT NULL,
    wrapped       BLOB,
    wrapped_at    BIGINT NOT NULL,
    destroyed_at  BIGINT
);

CREATE TABLE steps (
    onboarding_id TEXT   NOT NULL REFERENCES onboardings (id),
    name          TEXT   NOT NULL,
    place         BIGINT NOT NULL,
    answered_at   BIGINT,
    answer        BLOB,
    PRIMARY KEY (onboarding_id, name)
);

CREATE TABLE checks (
    id            TEXT   NOT NULL PRIMARY KEY,
    onboarding_id TEXT   NOT NULL REFERENCES onboardings (id),
    step          TEXT   NOT NULL,
    number        BIGINT NOT NULL,
    connection    TEXT   NOT NULL REFERENCES connections (name),
    state         TEXT   NOT NULL,
    ending        TEXT,
    reason        TEXT,
    starts        BIGINT NOT NULL,
    deadline_at   BIGINT,
    -- 1 when it counts against the step's limit.
    counted       BIGINT NOT NULL,
    polled_at     BIGINT,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,
    ended_at      BIGINT,
    UNIQUE (onboarding_id, step, number)
);

-- The provider sessions of a check; only the newest one is not superseded.
CREATE TABLE attempts (
    id             TEXT   NOT NULL PRIMARY KEY,
    check_id       TEXT   NOT NULL REFERENCES checks (id),
    number         BIGINT NOT NULL,
    connection     TEXT   NOT NULL,
    reference      TEXT   NOT NULL,
    presentation   TEXT   NOT NULL,
    state_hash     TEXT   NOT NULL UNIQUE,
    handle_hash    TEXT   NOT NULL UNIQUE,
    session        BLOB   NOT NULL,
    -- Where a page of its own leads to; sealed, since it may hold a launch token.
    leave_to       BLOB,
    started_at     BIGINT NOT NULL,
    superseded_at  BIGINT,
    -- Set in its own transaction before anything is done with the return.
    returned_at    BIGINT,
    return_query   BLOB,
    finished_at    BIGINT,
    UNIQUE (check_id, number)
);
CREATE INDEX attempts_by_reference ON attempts (connection, reference);

-- Append only: how a check moved.
CREATE TABLE check_events (
    id         TEXT   NOT NULL PRIMARY KEY,
    check_id   TEXT   NOT NULL REFERENCES checks (id),
    at         BIGINT NOT NULL,
    signal     TEXT   NOT NULL,
    from_state TEXT   NOT NULL,
    to_state   TEXT   NOT NULL
);
CREATE INDEX check_events_by_check ON check_events (check_id);

CREATE TABLE facts (
    id               TEXT   NOT NULL PRIMARY KEY,
    onboarding_id    TEXT   NOT NULL REFERENCES onboardings (id),
    check_id         TEXT   REFERENCES checks (id),
    step             TEXT   NOT NULL,
    kind             TEXT   NOT NULL,
    source           TEXT   NOT NULL,
    assurance_scheme TEXT,
    assurance_value  TEXT,
    claims           BLOB   NOT NULL,
    created_at       BIGINT NOT NULL
);
CREATE INDEX facts_by_onboarding ON facts (onboarding_id);

CREATE TABLE evidence (
    id           TEXT   NOT NULL PRIMARY KEY,
    check_id     TEXT   NOT NULL REFERENCES checks (id),
    content_type TEXT   NOT NULL,
    body         BLOB   NOT NULL,
    created_at   BIGINT NOT NULL
);
CREATE INDEX evidence_by_check ON evidence (check_id);

CREATE TABLE consents (
    id            TEXT   NOT NULL PRIMARY KEY,
    onboarding_id TEXT   NOT NULL REFERENCES onboardings (id),
    step          TEXT   NOT NULL,
    text_id       TEXT   NOT NULL,
    version       TEXT   NOT NULL,
    locale        TEXT   NOT NULL,
    text_hash     TEXT   NOT NULL,
    purpose       TEXT   NOT NULL,
    legal_basis   TEXT   NOT NULL,
    agreed_at     BIGINT NOT NULL,
    withdrawn_at  BIGINT
);
CREATE INDEX consents_by_onboarding ON consents (onboarding_id);

-- One row per billable provider call.
CREATE TABLE usage (
    id            TEXT   NOT NULL PRIMARY KEY,
    onboarding_id TEXT   NOT NULL REFERENCES onboardings (id),
    check_id      TEXT   NOT NULL REFERENCES checks (id),
    connection    TEXT   NOT NULL,
    call          TEXT   NOT NULL,
    at            BIGINT NOT NULL
);
CREATE INDEX usage_by_connection ON usage (connection, at);

-- The message inspector: what frames said, accepted or refused. Refused ones keep no content.
CREATE TABLE messages (
    id       TEXT   NOT NULL PRIMARY KEY,
    check_id TEXT   NOT NULL REFERENCES checks (id),
    attempt  BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    origin   TEXT   NOT NULL,
    bytes    BIGINT NOT NULL,
    verdict  TEXT   NOT NULL,
    count    BIGINT NOT NULL,
    raw      BLOB
);
CREATE INDEX messages_by_check ON messages (check_id, at);

-- Append only: one hash chain per onboarding and one for the system. The commitment is salted, so that the chain still
-- verifies after the detail was erased.
CREATE TABLE audit_events (
    id            TEXT   NOT NULL PRIMARY KEY,
    chain         TEXT   NOT NULL,
    sequence      BIGINT NOT NULL,
    at            BIGINT NOT NULL,
    kind          TEXT   NOT NULL,
    actor         TEXT   NOT NULL,
    salt          BLOB   NOT NULL,
    commitment    TEXT   NOT NULL,
    detail        BLOB,
    previous_hash TEXT   NOT NULL,
    hash          TEXT   NOT NULL,
    UNIQUE (chain, sequence)
);
CREATE TABLE audit_heads (
    chain    TEXT   NOT NULL PRIMARY KEY,
    sequence BIGINT NOT NULL,
    hash     TEXT   NOT NULL
);

CREATE TABLE jobs (
    kind          TEXT   NOT NULL,
    subject       TEXT   NOT NULL,
    run_at        BIGINT NOT NULL,
    tries         BIGINT NOT NULL,
    claimed_until BIGINT,
    created_at    BIGINT NOT NULL,
    PRIMARY KEY (kind, subject)
);
CREATE INDEX jobs_by_time ON jobs (run_at);

-- What providers told us by themselves, once each.
CREATE TABLE inbox (
    connection  TEXT   NOT NULL,
    event_id    TEXT   NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (connection, event_id)
);

CREATE TABLE browser_sessions (
    id_hash    TEXT   NOT NULL PRIMARY KEY,
    data       BLOB   NOT NULL,
    expires_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    touched_at BIGINT NOT NULL
);
CREATE INDEX browser_sessions_by_expiry ON browser_sessions (expires_at);
