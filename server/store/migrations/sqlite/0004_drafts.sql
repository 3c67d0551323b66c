-- What editors write before it is published: a new statement, or a change of one that is on record.

CREATE TABLE draft (
    id            INTEGER PRIMARY KEY,
    key           TEXT NOT NULL UNIQUE,  -- made with the form, so that a form sent twice makes one draft
    statement_id  INTEGER REFERENCES statement (id),  -- what it changes, or what it became
    base_version  INTEGER NOT NULL,  -- the version it was begun from; 0 for a new statement
    author_id     INTEGER NOT NULL REFERENCES account (id),
    state         TEXT NOT NULL,
    form          TEXT NOT NULL,  -- a JSON array of names and values, as typed
    version       INTEGER NOT NULL,
    remark        TEXT,           -- why it was sent back
    created_at    TEXT NOT NULL,
    updated_at    TEXT NOT NULL
) STRICT;
CREATE INDEX draft_by_state ON draft (state, updated_at);
CREATE INDEX draft_by_statement ON draft (statement_id) WHERE statement_id IS NOT NULL;
