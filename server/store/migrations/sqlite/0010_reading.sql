-- How a file was read: encoding, sheets, lines with bytes that are no characters; a JSON object.

ALTER TABLE import_batch ADD COLUMN
    reading  TEXT NOT NULL DEFAULT '{}';
