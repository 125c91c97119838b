-- Integrators: clients, their keys, what they are told, and what is remembered of their calls.

CREATE TABLE clients (
    name         TEXT   NOT NULL PRIMARY KEY,
    -- How applicants read it.
    display_name TEXT   NOT NULL,
    -- JSON list of the URLs that its applicants may be sent back to; compared exactly.
    return_urls  TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    disabled_at  BIGINT
);

CREATE TABLE api_keys (
    id           TEXT   NOT NULL PRIMARY KEY,
    client       TEXT   NOT NULL REFERENCES clients (name),
    -- The part that may be shown again.
    prefix       TEXT   NOT NULL UNIQUE,
    -- SHA-256 of the whole key, which holds 256 random bits.
    hash         TEXT   NOT NULL,
    label        TEXT   NOT NULL,
    -- `test` or `live`.
    mode         TEXT   NOT NULL,
    -- JSON lists.
    scopes       TEXT   NOT NULL,
    sources      TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT,
    revoked_at   BIGINT,
    last_used_at BIGINT
);
CREATE INDEX api_keys_by_client ON api_keys (client);

CREATE TABLE operators (
    name         TEXT   NOT NULL PRIMARY KEY,
    display_name TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    disabled_at  BIGINT
);

-- `*` for every client.
CREATE TABLE operator_grants (
    operator   TEXT   NOT NULL REFERENCES operators (name),
    client     TEXT   NOT NULL,
    role       TEXT   NOT NULL,
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (operator, client, role)
);

-- `test` or `live`, as the key was; a start page that anybody may use is neither.
ALTER TABLE onboardings ADD COLUMN mode TEXT NOT NULL DEFAULT 'direct';
-- The key that began it.
ALTER TABLE onboardings ADD COLUMN key_id TEXT;
-- What the client said of it: reference, account, prefill, metadata, return URL. Sealed.
ALTER TABLE onboardings ADD COLUMN invitation BLOB;
-- Keyed hash of the client's reference, to find it again.
ALTER TABLE onboardings ADD COLUMN reference_hash TEXT;
ALTER TABLE onboardings ADD COLUMN expires_at BIGINT;
ALTER TABLE onboardings ADD COLUMN link_expires_at BIGINT;
-- When a browser took the link.
ALTER TABLE onboardings ADD COLUMN claimed_at BIGINT;
-- The onboarding of the same client that this one renews.
ALTER TABLE onboardings ADD COLUMN renews TEXT;
-- SHA-256 of what the client keeps beside its own user's session.
ALTER TABLE onboardings ADD COLUMN binding_hash TEXT;
-- When the client showed the result code and the binding together.
ALTER TABLE onboardings ADD COLUMN bound_at BIGINT;
ALTER TABLE onboardings ADD COLUMN result_code_hash TEXT;
ALTER TABLE onboardings ADD COLUMN result_code_expires_at BIGINT;
-- `cancelled`, `disowned` or `expired`.
ALTER TABLE onboardings ADD COLUMN closed_as TEXT;
ALTER TABLE onboardings ADD COLUMN closed_at BIGINT;
ALTER TABLE onboardings ADD COLUMN erased_at BIGINT;
CREATE INDEX onboardings_by_client ON onboardings (client, mode, id);
CREATE INDEX onboardings_by_client_status ON onboardings (client, mode, status, id);
CREATE INDEX onboardings_by_reference ON onboardings (reference_hash);
CREATE INDEX onboardings_by_result_code ON onboardings (result_code_hash);

-- What was erased, for backups that are older.
CREATE TABLE erasure_ledger (
    onboarding_id TEXT   NOT NULL PRIMARY KEY,
    erased_at     BIGINT NOT NULL,
    actor         TEXT   NOT NULL
);

-- Append only: what clients are told, written in the transaction that makes it so.
CREATE TABLE events (
    id            TEXT   NOT NULL PRIMARY KEY,
    kind          TEXT   NOT NULL,
    client        TEXT   NOT NULL,
    mode          TEXT   NOT NULL,
    onboarding_id TEXT   REFERENCES onboardings (id),
    -- From 1 within the onboarding.
    sequence      BIGINT NOT NULL,
    -- The body that is delivered, byte for byte. Nothing personal.
    payload       TEXT   NOT NULL,
    at            BIGINT NOT NULL
);
CREATE UNIQUE INDEX events_by_onboarding ON events (onboarding_id, sequence);
CREATE INDEX events_by_client ON events (client, mode, id);

CREATE TABLE webhook_endpoints (
    id              TEXT   NOT NULL PRIMARY KEY,
    client          TEXT   NOT NULL REFERENCES clients (name),
    mode            TEXT   NOT NULL,
    url             TEXT   NOT NULL,
    description     TEXT   NOT NULL,
    -- JSON list of event types; empty for all.
    kinds           TEXT   NOT NULL,
    created_at      BIGINT NOT NULL,
    -- `client`, `gone` (410) or `failing`.
    disabled_as     TEXT,
    disabled_at     BIGINT,
    -- Since when nothing was delivered.
    failing_since   BIGINT,
    -- Until when it asked not to be called (429, Retry-After).
    held_until      BIGINT,
    deleted_at      BIGINT
);
CREATE INDEX webhook_endpoints_by_client ON webhook_endpoints (client, mode);

CREATE TABLE webhook_secrets (
    id          TEXT   NOT NULL PRIMARY KEY,
    endpoint_id TEXT   NOT NULL REFERENCES webhook_endpoints (id),
    -- `v1` (HMAC-SHA-256) or `v1a` (Ed25519).
    scheme      TEXT   NOT NULL,
    -- Sealed by the key ring.
    secret      BLOB   NOT NULL,
    -- `whpk_...` of a v1a secret.
    public_key  TEXT,
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT
);
CREATE INDEX webhook_secrets_by_endpoint ON webhook_secrets (endpoint_id);

CREATE TABLE webhook_deliveries (
    id            TEXT   NOT NULL PRIMARY KEY,
    event_id      TEXT   NOT NULL REFERENCES events (id),
    endpoint_id   TEXT   NOT NULL REFERENCES webhook_endpoints (id),
    -- `pending`, `delivered`, `failed` (out of tries) or `dropped` (the endpoint was disabled).
    state         TEXT   NOT NULL,
    tries         BIGINT NOT NULL,
    next_at       BIGINT,
    claimed_until BIGINT,
    created_at    BIGINT NOT NULL,
    ended_at      BIGINT
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (state, next_at);
-- The queue of each endpoint: however long one is, the others are found at once.
CREATE INDEX webhook_deliveries_queue ON webhook_deliveries (endpoint_id, next_at) WHERE state = 'pending';
CREATE INDEX webhook_deliveries_by_endpoint ON webhook_deliveries (endpoint_id, id);
CREATE INDEX webhook_deliveries_by_event ON webhook_deliveries (event_id);

-- The delivery log.
CREATE TABLE webhook_attempts (
    delivery_id TEXT   NOT NULL REFERENCES webhook_deliveries (id),
    number      BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    duration_ms BIGINT NOT NULL,
    status      BIGINT,
    -- A word of ours for what went wrong.
    problem     TEXT,
    PRIMARY KEY (delivery_id, number)
);

-- What a call with an Idempotency-Key was answered, for 24 hours.
CREATE TABLE idempotency_keys (
    key_id       TEXT   NOT NULL REFERENCES api_keys (id),
    -- SHA-256 of the header's value.
    key_hash     TEXT   NOT NULL,
    -- SHA-256 of method, path and body.
    request_hash TEXT   NOT NULL,
    -- Null while the first call is under way.
    status       BIGINT,
    -- Headers and body, sealed by the key ring: links and secrets are in it.
    answer       BLOB,
    onboarding_id TEXT,
    created_at   BIGINT NOT NULL,
    PRIMARY KEY (key_id, key_hash)
);
CREATE INDEX idempotency_keys_by_time ON idempotency_keys (created_at);
CREATE INDEX idempotency_keys_by_onboarding ON idempotency_keys (onboarding_id);

-- Ed25519 keys that sign evidence and checkpoints. The newest of a purpose signs; older ones stay to be published.
CREATE TABLE signing_keys (
    id         TEXT   NOT NULL PRIMARY KEY,
    purpose    TEXT   NOT NULL,
    -- 32 bytes, hexadecimal.
    public_key TEXT   NOT NULL,
    -- Sealed by the key ring.
    secret     BLOB   NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX signing_keys_by_purpose ON signing_keys (purpose, id);
