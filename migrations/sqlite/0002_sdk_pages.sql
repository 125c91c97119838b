-- Pages on the SDK origin, where providers' scripts run, and what frames are counted as.

-- The visit to the SDK page of one attempt. It has one code at a time that is good for anything.
CREATE TABLE sdk_visits (
    attempt_id      TEXT   NOT NULL PRIMARY KEY REFERENCES attempts (id),
    -- Sealed: what the page is handed when it opens; gone once it was.
    parameters      BLOB,
    -- The language in which the applicant read our page.
    locale          TEXT   NOT NULL,
    -- `hand_over` before the page is open, `continuation` while it is.
    code_purpose    TEXT   NOT NULL,
    code_hash       TEXT   NOT NULL UNIQUE,
    code_expires_at BIGINT NOT NULL,
    -- Sealed: what the page said at its end.
    result          BLOB
);

-- What the funnel counts a message as; its adapter knows.
ALTER TABLE messages ADD COLUMN event TEXT;
