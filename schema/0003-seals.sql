-- What was seen on the pages of a document: its issuer, the way up they lie, its seals; and which
-- scanned reports still wait for their whole text to be recognised.

ALTER TABLE files ADD COLUMN issuer TEXT NOT NULL DEFAULT '';
ALTER TABLE files ADD COLUMN number_confidence REAL CHECK (number_confidence BETWEEN 0 AND 1);
ALTER TABLE files ADD COLUMN rotation INTEGER NOT NULL DEFAULT 0
    CHECK (rotation IN (0, 90, 180, 270));

-- Numbers that earlier versions read stood in text, not in pictures.
UPDATE files SET number_confidence = 1 WHERE document_number IS NOT NULL;

CREATE TABLE seals (
    file       INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL CHECK (position >= 0),
    page       INTEGER NOT NULL CHECK (page >= 1),
    x_mm       REAL NOT NULL CHECK (x_mm >= 0),
    y_mm       REAL NOT NULL CHECK (y_mm >= 0),
    confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    colour     TEXT NOT NULL CHECK (colour IN ('red', 'grey')),
    PRIMARY KEY (file, position)
) STRICT, WITHOUT ROWID;

-- The queue of the background work: a file that is in it and waits is worked on while no mail waits
-- to be read. Attempts are counted before they are made, as with messages.
CREATE TABLE recognitions (
    file     INTEGER PRIMARY KEY REFERENCES files (id) ON DELETE CASCADE,
    state    TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'failed')),
    attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0)
) STRICT;
CREATE INDEX recognitions_waiting ON recognitions (file) WHERE state = 'waiting';
