-- The topic that the front page shows, by the editors' choice: 1 at one of them, 0 at all others.

ALTER TABLE topic ADD COLUMN
    leads  INTEGER NOT NULL DEFAULT 0;

-- Changes of stakeholders, topics and milestones are few among those of the log, and readers ask for the newest of them.
CREATE INDEX audit_of_reference ON audit (number) WHERE action = 'reference_saved';

-- What was merged into a source is looked for whenever its text is.
CREATE INDEX source_by_merged_into ON source (merged_into) WHERE merged_into IS NOT NULL;
