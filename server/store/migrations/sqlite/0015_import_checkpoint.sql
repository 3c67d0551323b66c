-- How far an import that is committed in steps had come at the end of the last, so that the same one can go on from there.
ALTER TABLE unfinished_import ADD COLUMN checkpoint TEXT;
