-- Scans that nobody could place are recognised too, but not all their pages: what a paper is, it says on
-- its first. NULL: as many pages as are configured, of a self-report.
ALTER TABLE recognitions ADD COLUMN pages INTEGER CHECK (pages > 0);
