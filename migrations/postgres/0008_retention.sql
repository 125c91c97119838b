-- Retention: onboardings are erased when their time is over, and legal holds keep them from being erased at all.

-- Since when an onboarding has its status: from then on its time counts. Null: it is never erased by itself.
ALTER TABLE onboardings ADD COLUMN status_since BIGINT;
UPDATE onboardings SET status_since = updated_at;
CREATE INDEX onboardings_by_status_since ON onboardings (journey, status, status_since) WHERE erased_at IS NULL;

CREATE TABLE legal_holds (
    id            TEXT   NOT NULL PRIMARY KEY,
    onboarding_id TEXT   NOT NULL REFERENCES onboardings (id),
    -- Sealed under the onboarding's key.
    reason        BYTEA NOT NULL,
    placed_by     TEXT   NOT NULL,
    placed_at     BIGINT NOT NULL,
    lifted_by     TEXT,
    lifted_at     BIGINT
);
CREATE UNIQUE INDEX legal_holds_open ON legal_holds (onboarding_id) WHERE lifted_at IS NULL;
CREATE INDEX legal_holds_by_onboarding ON legal_holds (onboarding_id);

-- One row: when retention last looked, what it was stopped by, and what somebody confirmed.
CREATE TABLE retention_state (
    id              TEXT   NOT NULL PRIMARY KEY,
    -- The newest look that the guard let through, and SHA-256 of the periods that were configured then.
    swept_at        BIGINT,
    rules           TEXT,
    -- Since when the guard stops it, why, up to which moment it looked last, and how many were due then.
    stopped_at      BIGINT,
    stopped_why     TEXT,
    stopped_until   BIGINT,
    stopped_due     BIGINT,
    -- What was due up to this moment by these periods may be erased.
    confirmed_by    TEXT,
    confirmed_at    BIGINT,
    confirmed_until BIGINT,
    confirmed_rules TEXT,
    -- How many were erased since when, for the limit of an hour.
    hour_began      BIGINT NOT NULL,
    hour_count      BIGINT NOT NULL
);
