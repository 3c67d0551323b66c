-- The day a statement was recorded, where it was recorded: what is dated "2026" cannot have been said after it.

ALTER TABLE statement ADD COLUMN
    recorded_on  TEXT NOT NULL DEFAULT '';

UPDATE statement SET recorded_on = to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD');
