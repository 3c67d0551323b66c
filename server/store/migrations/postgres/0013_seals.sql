-- What ties the words on record to the log. Every version of a statement has a hash over its words and the number of the
-- change that wrote it, and the log has one over all versions that a change wrote.

ALTER TABLE statement ADD COLUMN hash TEXT;
ALTER TABLE statement ADD COLUMN change_number BIGINT;
ALTER TABLE revision ADD COLUMN hash TEXT;
ALTER TABLE revision ADD COLUMN change_number BIGINT;
ALTER TABLE audit ADD COLUMN contents TEXT;

-- Those that have no hash yet, of which there are none once they were given theirs: every start asks for them.
CREATE INDEX statement_without_hash ON statement (id) WHERE hash IS NULL;
