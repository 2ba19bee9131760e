-- Papers that are bound into one file, a report with all its evidence: where each seems to begin, as
-- the reader saw it; and on which pages of a file a match stands. Pages count from 1; 0 in sections
-- and portions, NULL in matches: not known, or all of the file.
ALTER TABLE sections ADD COLUMN page INTEGER NOT NULL DEFAULT 0 CHECK (page >= 0);

CREATE TABLE portions (
    file            INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    position        INTEGER NOT NULL CHECK (position >= 1), -- in the file
    mark            TEXT NOT NULL CHECK (mark IN ('label', 'head', 'title')),
    first_page      INTEGER NOT NULL CHECK (first_page >= 0),
    last_page       INTEGER NOT NULL CHECK (last_page >= first_page),
    sections        INTEGER NOT NULL CHECK (sections >= 0), -- headings of the file that stand before it
    head            TEXT NOT NULL,                          -- its first lines
    document_number TEXT,
    body            TEXT NOT NULL,
    PRIMARY KEY (file, position)
) STRICT, WITHOUT ROWID;

-- portion, part: its position, and what it is called, where not all of the file is meant.
ALTER TABLE matches ADD COLUMN portion INTEGER CHECK (portion >= 1);
ALTER TABLE matches ADD COLUMN part TEXT CHECK ((part IS NULL) = (portion IS NULL));
ALTER TABLE matches ADD COLUMN first_page INTEGER CHECK (first_page >= 1);
ALTER TABLE matches ADD COLUMN last_page INTEGER CHECK (last_page >= first_page);
ALTER TABLE findings ADD COLUMN portion INTEGER CHECK (portion >= 1);
