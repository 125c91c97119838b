-- Who made an operator's set-up link, and whose sign-in somebody else replaced.

-- As the audit log names them. Null: made before.
ALTER TABLE operator_setups ADD COLUMN made_by TEXT;

-- Somebody else replaced how an operator signs in: a link of theirs was used, or the single sign-on was bound anew.
CREATE TABLE operator_resets (
    id       TEXT   NOT NULL PRIMARY KEY,
    operator TEXT   NOT NULL REFERENCES operators (name),
    -- As the audit log names them.
    made_by  TEXT   NOT NULL,
    reset_at BIGINT NOT NULL
);
CREATE INDEX operator_resets_by_operator ON operator_resets (operator, id);
