-- What the words of a statement were compared with outside of the record, as a JSON object.

ALTER TABLE statement ADD COLUMN
    checked  TEXT;
