-- Browsers that somebody has signed in with, which strangers who guess do not keep out; and when the password of a session
-- was given last.

CREATE TABLE known_browser (
    hash        TEXT PRIMARY KEY,
    account_id  INTEGER NOT NULL REFERENCES account (id),
    used_at     TEXT NOT NULL
) STRICT;
CREATE INDEX known_browser_by_account ON known_browser (account_id);

ALTER TABLE session ADD COLUMN
    confirmed_at  TEXT;
