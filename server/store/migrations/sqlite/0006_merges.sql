-- Things on record that turned out to be another one. Their rows stay, so that old names lead on.

ALTER TABLE stakeholder ADD COLUMN merged_into TEXT;  -- the slug of the other
ALTER TABLE topic ADD COLUMN merged_into TEXT;
ALTER TABLE milestone ADD COLUMN merged_into TEXT;
ALTER TABLE source ADD COLUMN merged_into TEXT;       -- the identity of the other

-- Other labels that a topic is found by.
ALTER TABLE topic ADD COLUMN aliases TEXT NOT NULL DEFAULT '[]';  -- a JSON array of texts

-- What was done, so that it can be undone.
CREATE TABLE merge (
    id          INTEGER PRIMARY KEY,
    kind        TEXT NOT NULL,
    from_name   TEXT NOT NULL,  -- the slug, or the identity of a source
    into_name   TEXT NOT NULL,
    statements  TEXT NOT NULL,  -- a JSON array of the numbers of the statements that were moved
    names       TEXT NOT NULL,  -- a JSON array of the names that the other got
    reason      TEXT NOT NULL,
    merged_by   TEXT NOT NULL,
    merged_at   TEXT NOT NULL,
    undone_at   TEXT
) STRICT;
