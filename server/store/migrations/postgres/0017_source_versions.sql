-- How a source is described is what statements stand on, so it has versions: a change of it is an act of its own, and what
-- it was before is kept.

ALTER TABLE source ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

CREATE TABLE source_version (
    source_id     BIGINT NOT NULL REFERENCES source (id),
    version       BIGINT NOT NULL,  -- the version that was replaced
    title         TEXT,
    title_origin  TEXT NOT NULL,
    publisher     TEXT,
    url           TEXT,
    published_on  TEXT,
    kind          TEXT NOT NULL,
    tier          BIGINT NOT NULL,
    replaced_at   TIMESTAMPTZ NOT NULL,
    replaced_by   TEXT NOT NULL,
    reason        TEXT,
    PRIMARY KEY (source_id, version)
);
