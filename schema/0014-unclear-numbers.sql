-- What looks like a document number, but could not be read: then nobody says that there is none. Of scans
-- read before this is not known.
ALTER TABLE files ADD COLUMN number_unclear INTEGER NOT NULL DEFAULT 0 CHECK (number_unclear IN (0, 1));
