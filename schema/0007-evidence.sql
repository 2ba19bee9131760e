-- What kinds of evidence a file is and which months it reports, as bits in the order of the
-- campaign's `requires` and of the year; and decisions that were taken back.
ALTER TABLE matches ADD COLUMN kinds INTEGER NOT NULL DEFAULT 0 CHECK (kinds >= 0);
ALTER TABLE matches ADD COLUMN months INTEGER NOT NULL DEFAULT 0 CHECK (months BETWEEN 0 AND 4095);

-- What an obligation lacks, for people ("年度计划、9月月报"), and whether a person changed it after the
-- stage was over.
ALTER TABLE standings ADD COLUMN lacking TEXT NOT NULL DEFAULT '';
ALTER TABLE standings ADD COLUMN changed_late INTEGER NOT NULL DEFAULT 0 CHECK (changed_late IN (0, 1));

-- A decision that is no longer in force ('decision'), or from which nothing more is learned
-- ('lesson'): by whom, when and why. The decision itself stays on record.
CREATE TABLE revocations (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    at     INTEGER NOT NULL,
    event  INTEGER NOT NULL REFERENCES events (id),
    scope  TEXT NOT NULL CHECK (scope IN ('decision', 'lesson')),
    author TEXT NOT NULL CHECK (author <> ''),
    reason TEXT,
    UNIQUE (event, scope)
) STRICT;
CREATE TRIGGER revocations_keep BEFORE UPDATE ON revocations
BEGIN SELECT RAISE(ABORT, 'revocations are never changed'); END;
CREATE TRIGGER revocations_stay BEFORE DELETE ON revocations
BEGIN SELECT RAISE(ABORT, 'revocations are never removed'); END;
