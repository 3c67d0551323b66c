-- How far an import that is committed in steps had come at the end of the last, so that the same one can go on from there. Here
-- there are no steps; the column is there because the other database has it.
ALTER TABLE unfinished_import ADD COLUMN checkpoint TEXT;
