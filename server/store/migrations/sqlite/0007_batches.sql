-- Files with rows that are to become statements, and what became of them.

CREATE TABLE import_batch (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL,
    columns     TEXT NOT NULL,  -- a JSON array of texts
    lines       TEXT NOT NULL,  -- a JSON array with an array of texts for every row
    mapping     TEXT NOT NULL,  -- a JSON array with the field of every column
    state       TEXT NOT NULL,
    drafts      TEXT NOT NULL,  -- a JSON array of numbers
    statements  TEXT NOT NULL,  -- a JSON array of numbers
    author_id   INTEGER NOT NULL REFERENCES account (id),
    version     INTEGER NOT NULL,
    created_at  TEXT NOT NULL
) STRICT;
