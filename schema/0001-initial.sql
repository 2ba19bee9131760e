-- The tables of the ledger. They are ours and may change with every migration; what others may rely
-- on are the views in views.sql.
--
-- Times are seconds since 1970 (UTC). Booleans are 0 and 1. Units and tasks are kept by the names
-- and ids of the campaign, so that a row means the same when the campaign file is edited; a name
-- that the campaign no longer has is left out when it is read.

-- What the ledger knows about itself: campaign_hash, the content that it was last judged by.
CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- --- where messages come from ----------------------------------------------------------------------

-- A folder of a mailbox, and its watermark: what the server said when the folder was last worked
-- through to its end. Without a watermark it never was.
CREATE TABLE folders (
    id          INTEGER PRIMARY KEY,
    mailbox     TEXT NOT NULL,
    name        TEXT NOT NULL,
    uidvalidity INTEGER,
    uidnext     INTEGER,
    existing    INTEGER,
    marked_at   INTEGER,
    UNIQUE (mailbox, name),
    CHECK ((uidvalidity IS NULL) = (marked_at IS NULL)),
    CHECK ((uidnext IS NULL) = (marked_at IS NULL)),
    CHECK ((existing IS NULL) = (marked_at IS NULL))
) STRICT;

-- A mail as the service knows it: one row for each different content.
CREATE TABLE messages (
    id                INTEGER PRIMARY KEY,
    sha256            TEXT NOT NULL UNIQUE
                      CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
    size              INTEGER NOT NULL CHECK (size >= 0),
    first_seen        INTEGER NOT NULL,
    receipt           TEXT NOT NULL CHECK (receipt IN ('internaldate', 'maildir', 'mbox', 'none')),
    delivered         INTEGER,
    state             TEXT NOT NULL DEFAULT 'fetched'
                      CHECK (state IN ('fetched', 'read', 'judged', 'quarantined')),
    -- Waits to be judged. Beside the state, because a quarantined message is judged, too.
    stale             INTEGER NOT NULL DEFAULT 0 CHECK (stale IN (0, 1)),
    -- Grows whenever something changes that the judgement depends on, so that a judgement of the
    -- former facts is not taken for one of the new.
    revision          INTEGER NOT NULL DEFAULT 0,
    attempts          INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    quarantine_reason TEXT,
    -- what the reader said; empty until then
    subject           TEXT NOT NULL DEFAULT '',
    from_address      TEXT NOT NULL DEFAULT '',
    from_name         TEXT NOT NULL DEFAULT '',
    dated             INTEGER,
    received          INTEGER,
    message_id        TEXT NOT NULL DEFAULT '',
    in_reply_to       TEXT NOT NULL DEFAULT '',
    auto_submitted    INTEGER NOT NULL DEFAULT 0 CHECK (auto_submitted IN (0, 1)),
    -- what the judge said; unknown until then
    received_at       INTEGER,
    unit_state        TEXT NOT NULL DEFAULT 'none' CHECK (unit_state IN ('none', 'review', 'sure')),
    submission        INTEGER NOT NULL DEFAULT 0 CHECK (submission IN (0, 1)),
    -- the body; last, since it is long
    body              TEXT NOT NULL DEFAULT '',
    CHECK ((receipt = 'none') = (delivered IS NULL)),
    CHECK ((state = 'quarantined') = (quarantine_reason IS NOT NULL)),
    CHECK (state = 'quarantined' OR stale = (state = 'read'))
) STRICT;
CREATE INDEX messages_state ON messages (state, id);
CREATE INDEX messages_stale ON messages (id) WHERE stale;
CREATE INDEX messages_from ON messages (from_address) WHERE from_address <> '';
CREATE INDEX messages_message_id ON messages (message_id) WHERE message_id <> '';
CREATE INDEX messages_in_reply_to ON messages (in_reply_to) WHERE in_reply_to <> '';

-- Where a message was seen. A place holds one message at a time; a server that gives a key anew
-- (a constant UIDVALIDITY and new UIDs) overwrites it here, never in messages.
CREATE TABLE places (
    folder      INTEGER NOT NULL REFERENCES folders (id),
    uidvalidity INTEGER NOT NULL,
    key         TEXT NOT NULL,
    size        INTEGER NOT NULL,
    delivered   INTEGER,
    message     INTEGER NOT NULL REFERENCES messages (id),
    seen_at     INTEGER NOT NULL,
    PRIMARY KEY (folder, uidvalidity, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX places_message ON places (message);

-- --- what was read --------------------------------------------------------------------------------

-- A leaf of a message. Reading again finds the same file by path, hash and occurrence (an archive
-- may hold one entry twice) and keeps its id, since people's decisions refer to it; one that is not
-- found again stays as `gone` where a decision refers to it. Ids are never given twice.
CREATE TABLE files (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    message         INTEGER NOT NULL REFERENCES messages (id),
    position        INTEGER NOT NULL CHECK (position >= 0),
    path            TEXT NOT NULL,
    sha256          TEXT NOT NULL CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
    occurrence      INTEGER NOT NULL CHECK (occurrence >= 0),
    gone            INTEGER NOT NULL DEFAULT 0 CHECK (gone IN (0, 1)),
    name            TEXT NOT NULL,
    size            INTEGER NOT NULL CHECK (size >= 0),
    kind            TEXT NOT NULL,
    pages           INTEGER NOT NULL CHECK (pages >= 0),
    chars           INTEGER NOT NULL CHECK (chars >= 0),
    title           TEXT NOT NULL,
    scan            INTEGER NOT NULL CHECK (scan IN (0, 1)),
    seal            REAL CHECK (seal BETWEEN 0 AND 1),
    document_number TEXT,
    decoration      INTEGER NOT NULL CHECK (decoration IN (0, 1)),
    body            TEXT NOT NULL,
    UNIQUE (message, path, sha256, occurrence)
) STRICT;
CREATE INDEX files_sha256 ON files (sha256);

-- The headings of a document and what stands below each.
CREATE TABLE sections (
    file     INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    position INTEGER NOT NULL CHECK (position >= 0),
    heading  TEXT NOT NULL,
    level    INTEGER NOT NULL CHECK (level >= 1),
    chars    INTEGER NOT NULL CHECK (chars >= 0),
    body     TEXT NOT NULL,
    PRIMARY KEY (file, position)
) STRICT, WITHOUT ROWID;

-- Findings of a message (no file) or of a file. Codes are not listed here: they belong to the
-- program, and a new one needs no migration.
CREATE TABLE findings (
    id      INTEGER PRIMARY KEY,
    message INTEGER NOT NULL REFERENCES messages (id),
    file    INTEGER REFERENCES files (id) ON DELETE CASCADE,
    origin  TEXT NOT NULL CHECK (origin IN ('reader', 'judge')),
    code    TEXT NOT NULL CHECK (code <> ''),
    detail  TEXT
) STRICT;
CREATE INDEX findings_message ON findings (message, origin);
CREATE INDEX findings_file ON findings (file) WHERE file IS NOT NULL;

-- --- how it was judged ----------------------------------------------------------------------------

-- The units of a message, best first: those it belongs to, or the guesses while it is in review.
CREATE TABLE message_units (
    message    INTEGER NOT NULL REFERENCES messages (id),
    position   INTEGER NOT NULL CHECK (position >= 0),
    unit       TEXT NOT NULL,
    confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    person     INTEGER NOT NULL CHECK (person IN (0, 1)),
    reason     TEXT NOT NULL,
    PRIMARY KEY (message, position)
) STRICT, WITHOUT ROWID;

-- A file, or a section of a self-report (section: its position), proves a task of a unit.
CREATE TABLE matches (
    id         INTEGER PRIMARY KEY,
    message    INTEGER NOT NULL REFERENCES messages (id),
    file       INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    section    INTEGER,
    heading    TEXT,
    unit       TEXT NOT NULL,
    task       TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('review', 'sure', 'person')),
    confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    chars      INTEGER NOT NULL CHECK (chars >= 0),
    reason     TEXT NOT NULL,
    CHECK ((section IS NULL) = (heading IS NULL))
) STRICT;
CREATE INDEX matches_message ON matches (message);
CREATE INDEX matches_file ON matches (file);

-- --- the account ----------------------------------------------------------------------------------

-- The campaign in force, as far as the views need it: its stages, and unit x task in its order.
CREATE TABLE stages (
    id       TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    title    TEXT NOT NULL,
    deadline INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE obligations (
    unit     TEXT NOT NULL,
    task     TEXT NOT NULL,
    position INTEGER NOT NULL,
    category TEXT NOT NULL,
    common   INTEGER NOT NULL CHECK (common IN (0, 1)),
    title    TEXT NOT NULL,
    text     TEXT NOT NULL,
    PRIMARY KEY (unit, task)
) STRICT, WITHOUT ROWID;

-- The standing of an obligation, and of a whole unit, at a stage, as the board last had it.
CREATE TABLE standings (
    stage        TEXT NOT NULL,
    unit         TEXT NOT NULL,
    task         TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('complete', 'late', 'deficient', 'review',
                                                'missing', 'waived')),
    report_chars INTEGER NOT NULL CHECK (report_chars >= 0),
    findings     TEXT NOT NULL, -- codes, separated by a blank
    changed_at   INTEGER NOT NULL,
    PRIMARY KEY (stage, unit, task)
) STRICT, WITHOUT ROWID;

CREATE TABLE unit_standings (
    stage       TEXT NOT NULL,
    unit        TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('complete', 'partial', 'silent')),
    deadline    INTEGER NOT NULL,
    complete    INTEGER NOT NULL,
    obligations INTEGER NOT NULL,
    changed_at  INTEGER NOT NULL,
    PRIMARY KEY (stage, unit)
) STRICT, WITHOUT ROWID;

-- --- what people decided --------------------------------------------------------------------------

-- Every decision, for ever. What is in force follows from them: the last assign of a message, the
-- last refile and the last accept or reject of a file, any waive of a unit's task, the last extend
-- of a unit's stage.
CREATE TABLE events (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    at       INTEGER NOT NULL,
    verb     TEXT NOT NULL
             CHECK (verb IN ('assign', 'refile', 'accept', 'reject', 'waive', 'extend')),
    author   TEXT NOT NULL CHECK (author <> ''),
    reason   TEXT,
    message  INTEGER REFERENCES messages (id),
    file     INTEGER REFERENCES files (id),
    stage    TEXT,
    deadline INTEGER,
    CHECK ((message IS NOT NULL) = (verb IN ('assign', 'refile', 'accept', 'reject'))),
    CHECK ((file IS NOT NULL) = (verb IN ('refile', 'accept', 'reject'))),
    CHECK ((stage IS NOT NULL) = (verb = 'extend')),
    CHECK ((deadline IS NOT NULL) = (verb = 'extend'))
) STRICT;
CREATE INDEX events_message ON events (message) WHERE message IS NOT NULL;
CREATE INDEX events_file ON events (file) WHERE file IS NOT NULL;

-- What an event names: units (assign, extend), or tasks of units (refile, waive). None: of nobody.
CREATE TABLE event_targets (
    event    INTEGER NOT NULL REFERENCES events (id),
    position INTEGER NOT NULL CHECK (position >= 0),
    unit     TEXT NOT NULL,
    task     TEXT,
    PRIMARY KEY (event, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_targets_unit ON event_targets (unit, task);

CREATE TRIGGER events_keep BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER events_stay BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are never removed'); END;
CREATE TRIGGER event_targets_keep BEFORE UPDATE ON event_targets
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER event_targets_stay BEFORE DELETE ON event_targets
BEGIN SELECT RAISE(ABORT, 'events are never removed'); END;

-- --- what goes out --------------------------------------------------------------------------------

-- The outbox: a notice is queued in the transaction of what it tells, and sent afterwards.
-- message_id is made when it is queued, so that a retry is not a second mail.
CREATE TABLE notices (
    id           INTEGER PRIMARY KEY,
    queued_at    INTEGER NOT NULL,
    kind         TEXT NOT NULL CHECK (kind IN ('receipt', 'reminder', 'report', 'alert')),
    message      INTEGER REFERENCES messages (id),
    unit         TEXT,
    recipient    TEXT NOT NULL CHECK (recipient <> ''),
    subject      TEXT NOT NULL,
    message_id   TEXT NOT NULL UNIQUE,
    state        TEXT NOT NULL DEFAULT 'queued'
                 CHECK (state IN ('queued', 'sent', 'suppressed', 'failed')),
    attempts     INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    next_attempt INTEGER,
    done_at      INTEGER,
    reason       TEXT, -- why it was suppressed, or why sending failed
    body         TEXT NOT NULL,
    CHECK ((state = 'queued') = (done_at IS NULL))
) STRICT;
CREATE INDEX notices_queued ON notices (next_attempt) WHERE state = 'queued';
CREATE INDEX notices_message ON notices (message) WHERE message IS NOT NULL;
