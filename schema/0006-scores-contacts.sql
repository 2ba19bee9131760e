-- What staff enter about units: points for items, and who is responsible. Like events, entries are
-- only ever added; the last one about a thing is in force.

-- Points of a unit for an item, in hundredths. open: an earlier entry is taken back.
CREATE TABLE score_entries (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    at     INTEGER NOT NULL,
    author TEXT NOT NULL CHECK (author <> ''),
    reason TEXT NOT NULL CHECK (reason <> ''),
    unit   TEXT NOT NULL,
    item   INTEGER NOT NULL,
    state  TEXT NOT NULL CHECK (state IN ('open', 'points', 'not-involved')),
    points INTEGER CHECK (points >= 0),
    CHECK ((state = 'points') = (points IS NOT NULL))
) STRICT;
CREATE INDEX score_entries_unit ON score_entries (unit, item, id);

-- The persons of a unit, all of those that one import names for it.
CREATE TABLE contact_imports (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    at     INTEGER NOT NULL,
    author TEXT NOT NULL CHECK (author <> ''),
    reason TEXT NOT NULL CHECK (reason <> '')
) STRICT;

CREATE TABLE contacts (
    import    INTEGER NOT NULL REFERENCES contact_imports (id),
    position  INTEGER NOT NULL CHECK (position >= 0),
    unit      TEXT NOT NULL,
    name      TEXT NOT NULL CHECK (name <> ''),
    post      TEXT NOT NULL,
    telephone TEXT NOT NULL,
    PRIMARY KEY (import, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX contacts_unit ON contacts (unit, import);

CREATE TABLE contact_addresses (
    import   INTEGER NOT NULL,
    position INTEGER NOT NULL,
    address  TEXT NOT NULL CHECK (address = lower(address)),
    PRIMARY KEY (import, position, address),
    FOREIGN KEY (import, position) REFERENCES contacts (import, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_addresses_address ON contact_addresses (address);

CREATE TRIGGER score_entries_keep BEFORE UPDATE ON score_entries
BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
CREATE TRIGGER score_entries_stay BEFORE DELETE ON score_entries
BEGIN SELECT RAISE(ABORT, 'entries are never removed'); END;
CREATE TRIGGER contacts_keep BEFORE UPDATE ON contacts
BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
CREATE TRIGGER contacts_stay BEFORE DELETE ON contacts
BEGIN SELECT RAISE(ABORT, 'entries are never removed'); END;
