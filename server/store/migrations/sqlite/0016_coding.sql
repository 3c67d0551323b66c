-- What is said and what is read out of it are two things. A coding is the stance that one coder read out of a statement on
-- the proposition of a topic; the position is what is published of the codings, which is the one with the number 0.
-- Codings that were replaced have the numbers after it, in the order in which they were.

CREATE TABLE coding (
    statement_id  INTEGER NOT NULL REFERENCES statement (id),
    topic_id      INTEGER NOT NULL REFERENCES topic (id),
    number        INTEGER NOT NULL,  -- 0 for what is published
    ordinal       INTEGER NOT NULL,  -- the order in which the coder listed them
    stance        TEXT NOT NULL,
    condition     TEXT,
    rationale     TEXT,
    coder_id      INTEGER REFERENCES account (id),
    coder         TEXT,              -- a name, as it was then; NULL where codings were not kept yet
    codebook      INTEGER NOT NULL,  -- the version of the rules of coding
    coded_at      TEXT NOT NULL,
    PRIMARY KEY (statement_id, topic_id, number)
) STRICT, WITHOUT ROWID;

INSERT INTO coding
    (statement_id, topic_id, number, ordinal, stance, condition, rationale, coder_id, coder, codebook, coded_at)
SELECT q.statement_id, q.topic_id, 0, q.ordinal, q.stance, q.condition, q.rationale, NULL, NULL, 1, s.updated_at
FROM position q JOIN statement s ON s.id = q.statement_id;

DROP TABLE position;
CREATE INDEX coding_by_topic ON coding (topic_id);

CREATE VIEW position AS
SELECT statement_id, ordinal, topic_id, stance, condition, rationale FROM coding WHERE number = 0;
