-- The record. Same version numbers and column names as ../postgres; append only.

-- One row: the number of the last change.
CREATE TABLE change_counter (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    number  INTEGER NOT NULL
) STRICT;
INSERT INTO change_counter (id, number) VALUES (1, 0);

CREATE TABLE stakeholder (
    id          INTEGER PRIMARY KEY,
    slug        TEXT NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    short_name  TEXT NOT NULL,
    aliases     TEXT NOT NULL,  -- a JSON array of texts
    kind        TEXT NOT NULL,
    country     TEXT NOT NULL,
    note        TEXT
) STRICT;

CREATE TABLE topic (
    id              INTEGER PRIMARY KEY,
    slug            TEXT NOT NULL UNIQUE,
    label_en        TEXT NOT NULL,
    label_es        TEXT,
    label_fr        TEXT,
    proposition_en  TEXT NOT NULL,
    proposition_es  TEXT,
    proposition_fr  TEXT,
    broader         TEXT REFERENCES topic (slug) DEFERRABLE INITIALLY DEFERRED,
    articles        TEXT NOT NULL,  -- a JSON array of texts
    coding_note     TEXT
) STRICT;

CREATE TABLE milestone (
    id             INTEGER PRIMARY KEY,
    slug           TEXT NOT NULL UNIQUE,
    title_en       TEXT NOT NULL,
    title_es       TEXT,
    title_fr       TEXT,
    outcome_en     TEXT,
    outcome_es     TEXT,
    outcome_fr     TEXT,
    date           TEXT NOT NULL,  -- YYYY, YYYY-MM or YYYY-MM-DD: its length is its precision
    end_date       TEXT,           -- YYYY-MM-DD
    state          TEXT NOT NULL,
    earlier_dates  TEXT NOT NULL,  -- a JSON array of dates
    party          TEXT NOT NULL,
    kind           TEXT NOT NULL,
    source_title   TEXT,
    source_url     TEXT,
    note           TEXT
) STRICT;

CREATE TABLE speaker (
    id    INTEGER PRIMARY KEY,
    name  TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE source (
    id            INTEGER PRIMARY KEY,
    identity      TEXT NOT NULL UNIQUE,  -- the address or, without one, title, publisher and date
    title         TEXT,
    title_origin  TEXT NOT NULL,
    publisher     TEXT,
    url           TEXT,
    published_on  TEXT,  -- YYYY, YYYY-MM or YYYY-MM-DD
    kind          TEXT NOT NULL,
    tier          INTEGER NOT NULL
) STRICT;

CREATE TABLE statement (
    id              INTEGER PRIMARY KEY,
    external_id     TEXT NOT NULL UNIQUE,
    slug            TEXT NOT NULL UNIQUE,
    stakeholder_id  INTEGER NOT NULL REFERENCES stakeholder (id),
    speaker_id      INTEGER REFERENCES speaker (id),
    speaker_role    TEXT,
    said_on         TEXT NOT NULL,  -- YYYY, YYYY-MM or YYYY-MM-DD
    said_on_bound   TEXT NOT NULL,
    text            TEXT NOT NULL,
    language        TEXT NOT NULL,
    directness      TEXT NOT NULL,
    venue           TEXT NOT NULL,
    restates        TEXT REFERENCES statement (slug) DEFERRABLE INITIALLY DEFERRED,
    quote_check     TEXT NOT NULL,
    note            TEXT,
    status          TEXT NOT NULL,
    version         INTEGER NOT NULL,
    created_at      TEXT NOT NULL,
    updated_at      TEXT NOT NULL
) STRICT;
CREATE INDEX statement_by_restates ON statement (restates) WHERE restates IS NOT NULL;
CREATE INDEX statement_by_stakeholder ON statement (stakeholder_id);

CREATE TABLE translation (
    statement_id  INTEGER NOT NULL REFERENCES statement (id),
    language      TEXT NOT NULL,
    text          TEXT NOT NULL,
    kind          TEXT NOT NULL,
    PRIMARY KEY (statement_id, language)
) STRICT, WITHOUT ROWID;

CREATE TABLE position (
    statement_id  INTEGER NOT NULL REFERENCES statement (id),
    ordinal       INTEGER NOT NULL,  -- the order in which the coder listed them
    topic_id      INTEGER NOT NULL REFERENCES topic (id),
    stance        TEXT NOT NULL,
    condition     TEXT,
    rationale     TEXT,
    PRIMARY KEY (statement_id, topic_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX position_by_topic ON position (topic_id);

CREATE TABLE appearance (
    statement_id  INTEGER NOT NULL REFERENCES statement (id),
    ordinal       INTEGER NOT NULL,  -- 0 is the primary appearance
    source_id     INTEGER NOT NULL REFERENCES source (id),
    locator       TEXT,
    PRIMARY KEY (statement_id, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX appearance_by_source ON appearance (source_id);

-- What a statement was before each change. What it became is the next revision or the statement itself.
CREATE TABLE revision (
    statement_id  INTEGER NOT NULL REFERENCES statement (id),
    version       INTEGER NOT NULL,  -- the version that was replaced
    replaced_at   TEXT NOT NULL,
    replaced_by   TEXT NOT NULL,
    reason        TEXT,
    before        TEXT NOT NULL,     -- the statement as JSON
    PRIMARY KEY (statement_id, version)
) STRICT, WITHOUT ROWID;
