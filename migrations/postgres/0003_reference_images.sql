-- Pictures of applicants that providers compare with, and the links under which they get them.

-- The step and the field of the form that asked for the picture; null for one that a client handed over.
CREATE TABLE reference_images (
    id            TEXT   NOT NULL PRIMARY KEY,
    onboarding_id TEXT   NOT NULL REFERENCES onboardings (id),
    step          TEXT,
    field         TEXT,
    content_type  TEXT   NOT NULL,
    -- Sealed.
    bytes         BYTEA  NOT NULL,
    created_at    BIGINT NOT NULL
);
CREATE INDEX reference_images_by_onboarding ON reference_images (onboarding_id);

-- A link gives the picture once.
CREATE TABLE image_links (
    token_hash    TEXT   NOT NULL PRIMARY KEY,
    onboarding_id TEXT   NOT NULL REFERENCES onboardings (id),
    check_id      TEXT   NOT NULL REFERENCES checks (id),
    created_at    BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL,
    used_at       BIGINT
);
CREATE INDEX image_links_by_check ON image_links (check_id);
