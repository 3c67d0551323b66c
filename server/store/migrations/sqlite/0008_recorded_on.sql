-- The day a statement was recorded, where it was recorded: what is dated "2026" cannot have been said after it.

ALTER TABLE statement ADD COLUMN
    recorded_on  TEXT NOT NULL DEFAULT '';

UPDATE statement SET recorded_on = substr(created_at, 1, 10);
