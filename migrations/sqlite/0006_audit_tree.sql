-- The log of chain heads: leaves, the tree over them, and what was signed of it. See docs/audit.md.

-- How far the chain was when it was last logged; its newest leaf.
ALTER TABLE audit_heads ADD COLUMN logged BIGINT NOT NULL DEFAULT 0;
-- Chains with something new, and no others: a million that rest cost nothing.
CREATE INDEX audit_heads_to_log ON audit_heads (chain) WHERE sequence > logged;

-- Append only, from 0 without gaps.
CREATE TABLE audit_leaves (
    position BIGINT NOT NULL PRIMARY KEY,
    chain    TEXT   NOT NULL,
    sequence BIGINT NOT NULL,
    hash     TEXT   NOT NULL,
    UNIQUE (chain, sequence)
);

-- Hashes of complete subtrees (RFC 6962), hexadecimal. Level 0 are the leaves.
CREATE TABLE audit_nodes (
    level    BIGINT NOT NULL,
    position BIGINT NOT NULL,
    hash     TEXT   NOT NULL,
    PRIMARY KEY (level, position)
);

-- Append only, from 1 without gaps.
CREATE TABLE audit_checkpoints (
    number BIGINT NOT NULL PRIMARY KEY,
    size   BIGINT NOT NULL,
    at     BIGINT NOT NULL,
    -- The signed note (c2sp.org/tlog-checkpoint).
    note   TEXT   NOT NULL,
    -- Over number, time and note: the time is not in the note.
    hash   TEXT   NOT NULL
);

-- Which configuration was in effect before.
CREATE INDEX audit_events_of_configuration ON audit_events (sequence) WHERE kind = 'configuration.loaded';
