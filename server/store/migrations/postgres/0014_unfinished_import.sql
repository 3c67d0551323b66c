-- The highest numbers that there were before an import that is committed in steps: what is above them is not seen. One row
-- while it is under way. Here imports are committed at once; the table is there because the other database has it.
CREATE TABLE unfinished_import (
    id              BIGINT PRIMARY KEY CHECK (id = 1),
    statement_id    BIGINT NOT NULL,
    source_id       BIGINT NOT NULL,
    speaker_id      BIGINT NOT NULL,
    milestone_id    BIGINT NOT NULL,
    topic_id        BIGINT NOT NULL,
    stakeholder_id  BIGINT NOT NULL
);
