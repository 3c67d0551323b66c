-- The audit log: one row for every change, chained by hashes. The number of a row is the number of the
-- change, so the log is also what servers follow.

CREATE TABLE audit (
    number         INTEGER PRIMARY KEY,
    at             TEXT NOT NULL,  -- RFC 3339, as it went into the hash
    actor_id       INTEGER,        -- no reference: the log outlives accounts
    actor          TEXT NOT NULL,
    action         TEXT NOT NULL,
    subject        TEXT NOT NULL,
    reason         TEXT,
    scope          TEXT NOT NULL,  -- nothing, statements or everything
    statements     TEXT NOT NULL,  -- a JSON array of statement numbers
    hash           TEXT NOT NULL   -- over this row and the hash of the row before
) STRICT;

-- Changes from before the log have numbers, but nothing is known of them.
CREATE TABLE audit_start (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    number  INTEGER NOT NULL
) STRICT;
INSERT INTO audit_start (id, number) SELECT id, number FROM change_counter;

-- begin: written otherwise on the other database
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is only added to');
END;
CREATE TRIGGER audit_is_not_shortened BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is only added to');
END;
-- end: written otherwise on the other database
