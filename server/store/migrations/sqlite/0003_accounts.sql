-- People who work on the record, and how they sign in. Tokens and codes are kept as hashes only.

CREATE TABLE account (
    id              INTEGER PRIMARY KEY,
    name            TEXT NOT NULL,
    email           TEXT NOT NULL UNIQUE,
    role            TEXT NOT NULL,
    active          INTEGER NOT NULL,  -- 0 or 1
    password_hash   TEXT,
    totp_secret     TEXT,
    totp_last_step  INTEGER,           -- the time step of the last code that was used
    created_at      TEXT NOT NULL
) STRICT;

CREATE TABLE recovery_code (
    account_id  INTEGER NOT NULL REFERENCES account (id),
    hash        TEXT NOT NULL,
    PRIMARY KEY (account_id, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE password_link (
    account_id  INTEGER PRIMARY KEY REFERENCES account (id),
    hash        TEXT NOT NULL UNIQUE,
    expires_at  TEXT NOT NULL
) STRICT;

CREATE TABLE session (
    hash           TEXT PRIMARY KEY,
    account_id     INTEGER NOT NULL REFERENCES account (id),
    awaiting_code  INTEGER NOT NULL,  -- 1 until the second factor was shown
    agent          TEXT NOT NULL,  -- what the browser calls itself
    created_at     TEXT NOT NULL,
    last_seen_at   TEXT NOT NULL
) STRICT;
CREATE INDEX session_by_account ON session (account_id);
