-- The texts of sources, as editors pasted them, and where in them quotes stand. A text that is replaced is kept.

CREATE TABLE source_text (
    id         INTEGER PRIMARY KEY,
    source_id  INTEGER NOT NULL REFERENCES source (id),
    text       TEXT NOT NULL,
    hash       TEXT NOT NULL,  -- SHA-256 of the text
    kept_by    TEXT NOT NULL,
    kept_at    TEXT NOT NULL,
    UNIQUE (source_id, hash)
) STRICT;

-- What stands before and after the words of the statement in the text of the source.
ALTER TABLE appearance ADD COLUMN prefix TEXT;
ALTER TABLE appearance ADD COLUMN suffix TEXT;
