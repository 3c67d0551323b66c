-- Who wrote a draft last: whoever that is does not publish it.

ALTER TABLE draft ADD COLUMN
    written_by  BIGINT REFERENCES account (id);

UPDATE draft SET written_by = author_id;
