-- A letter has any number of files with it; one that its page shows as a picture has a content_id
-- (RFC 2392). The content of files that were sent long ago is dropped: dropped_at is when.
ALTER TABLE attachments ADD COLUMN content_id TEXT;
ALTER TABLE attachments ADD COLUMN dropped_at INTEGER;

CREATE TABLE enclosures (
    notice     INTEGER NOT NULL REFERENCES notices (id),
    position   INTEGER NOT NULL CHECK (position >= 0), -- in the order of the letter
    attachment INTEGER NOT NULL REFERENCES attachments (id),
    PRIMARY KEY (notice, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX enclosures_attachment ON enclosures (attachment);

INSERT INTO enclosures (notice, position, attachment)
SELECT id, 0, attachment FROM notices WHERE attachment IS NOT NULL;
ALTER TABLE notices DROP COLUMN attachment;
