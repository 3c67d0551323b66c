-- The highest numbers that there were before an import that is committed in steps: what is above them is not seen. One row
-- while it is under way.
CREATE TABLE unfinished_import (
    id              INTEGER PRIMARY KEY CHECK (id = 1),
    statement_id    INTEGER NOT NULL,
    source_id       INTEGER NOT NULL,
    speaker_id      INTEGER NOT NULL,
    milestone_id    INTEGER NOT NULL,
    topic_id        INTEGER NOT NULL,
    stakeholder_id  INTEGER NOT NULL
) STRICT;
